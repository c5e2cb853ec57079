// A web hook: where somebody wants to be told what happens in an org. Set by commands and kept in events, so that it is
// known who set it, when; its address and its secret are in no event: both open doors.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/model/ids.hpp"
#include "engine/model/rejection.hpp"

namespace docket::model {

// Which events are told: each list that is not empty must fit.
struct HookFilter {
  std::vector<std::string> types;  // globs of event types
  std::vector<std::string> workflows;
  std::vector<std::string> queues;  // the case stands in one of them, or the event took it out
  std::vector<std::string> areas;   // villages
  bool below = false;               // of the orgs below too
  friend bool operator==(const HookFilter&, const HookFilter&) = default;
};

// What of a queue is told, instead of events.
struct Watch {
  std::string queue;
  OrgId org = {};                                   // whose: the hook's own, or one below it
  bool moves = false;                               // each case that enters or leaves
  std::uint64_t count = 0;                          // when so many stand in it; 0: not asked
  std::chrono::seconds age{0};                      // when the oldest has waited so long; 0: not asked
  std::optional<std::chrono::minutes> digest = {};  // every day at that local time, since midnight
  friend bool operator==(const Watch&, const Watch&) = default;
};

struct Hook {
  HookId id;
  OrgId org;
  UserId owner;                     // what they may not see is not told
  std::string host;                 // of the address, for people
  std::string format = "standard";  // or the robot of a chat group: wecom, dingtalk, feishu
  HookFilter filter;
  std::optional<Watch> watch;  // then no events are told
  bool paused = false;         // told nothing until it goes on, where it stopped
  friend bool operator==(const Hook&, const Hook&) = default;
};

// What a hook waits for: its queue's oldest case has waited long enough, the hour of its digest, the end of the day in
// which two secrets sign.
enum class HookMoment : std::uint8_t { age = 'a', digest = 'd', overlap = 'o' };

// "4d", "36h", "30m", "10s": how long to wait; "08:30": a time of day. Nothing when the text is none.
std::optional<std::chrono::seconds> read_wait(std::string_view text);
std::string wait_text(std::chrono::seconds wait);
std::optional<std::chrono::minutes> read_time_of_day(std::string_view text);
std::string time_of_day_text(std::chrono::minutes time);

// Hidden and missing alike: of another org, deleted, never there.
Rejection unknown_hook();

}  // namespace docket::model

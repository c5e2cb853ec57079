// One try to tell a hook something, and when to try again. Values; pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.hpp"

namespace docket::webhook {

// What stands in the way: `none` when there was an answer, whatever its status; `refused` when a robot answers no.
enum class Trouble { none, unresolved, closed_address, unreachable, tls, timeout, broken, refused };
std::string_view trouble_name(Trouble trouble);

// Why it was made.
enum class Trigger { event, retry, replay };
std::string_view trigger_name(Trigger trigger);

struct Attempt {
  std::string event;         // its id, the `webhook-id`
  std::uint64_t offset = 0;  // and its place in the log
  std::uint64_t serial = 0;  // of the hook's attempts, from 1
  Timestamp at;
  int number = 1;  // of this event's tries
  Trigger trigger = Trigger::event;
  int status = 0;  // of the answer; 0: there was none
  Trouble trouble = Trouble::none;
  std::chrono::milliseconds took{0};
  std::optional<std::chrono::seconds> retry_after;
  std::string answer = {};  // the first bytes of what it said, as text

  bool delivered() const { return trouble == Trouble::none && status >= 200 && status < 300; }
};

// How long after each try the next one is; after the last of them an event is given up.
using Schedule = std::vector<std::chrono::seconds>;
// Standard Webhooks; 75.6 hours in all.
Schedule standard_schedule();

// How long to wait after that try, or nothing: the event is given up. `chance` in [0, 1) spreads those that failed
// together; an answer's Retry-After counts when it is longer, up to a day.
std::optional<std::chrono::milliseconds> wait_after(const Attempt& attempt, const Schedule& schedule, double chance);

}  // namespace docket::webhook

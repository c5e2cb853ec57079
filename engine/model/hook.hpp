// A web hook: where somebody wants to be told what happens in an org. Set by commands and kept in events, so that it is
// known who set it, when; its address and its secret are in no event: both open doors.
#pragma once

#include <string>
#include <vector>

#include "engine/model/ids.hpp"
#include "engine/model/rejection.hpp"

namespace docket::model {

struct Hook {
  HookId id;
  OrgId org;
  UserId owner;                     // what they may not see is not told
  std::string host;                 // of the address, for people
  std::string format = "standard";  // or the robot of a chat group: wecom, dingtalk, feishu
  std::vector<std::string> types;   // globs of event types; empty: every type
  bool paused = false;              // told nothing until it goes on, where it stopped
  friend bool operator==(const Hook&, const Hook&) = default;
};

// Hidden and missing alike: of another org, deleted, never there.
Rejection unknown_hook();

}  // namespace docket::model

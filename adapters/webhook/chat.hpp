// What a chat group's robot wants to hear, and what its answer means: WeCom 企业微信, DingTalk 钉钉, Feishu 飞书, as
// their makers document it. Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/webhook/attempt.hpp"

namespace docket::webhook {

enum class Robot { none, wecom, dingtalk, feishu };  // none: no chat group, a web hook of the standard
Robot robot_of(std::string_view format);

// A robot takes so many messages a minute; whoever sends more is blocked.
class Turns {
 public:
  using Instant = std::chrono::steady_clock::time_point;
  explicit Turns(Robot robot);
  std::chrono::milliseconds wait(Instant now);  // until the next may be sent; 0: now
  void take(Instant now) { taken_.push_back(now); }

 private:
  std::size_t most_;
  std::deque<Instant> taken_;  // of the last minute
};

// The message as JSON, cut at the robot's limit between two characters. Feishu is signed in it; `secret` may be empty.
std::string chat_body(Robot robot, std::string_view text, std::string_view secret, Timestamp now);

// What DingTalk wants behind the address: "&timestamp=…&sign=…"; nothing for the others and without a secret.
std::string chat_query(Robot robot, std::string_view secret, Timestamp now);

// The body tells, not the status: a robot answers 200 to what it does not take.
void judge(Robot robot, std::string_view body, Attempt& attempt);

}  // namespace docket::webhook

#include "adapters/webhook/chat.hpp"

#include <nlohmann/json.hpp>

#include "engine/base/crypto.hpp"

namespace docket::webhook {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

constexpr std::size_t wecom_bytes_max = 2'048;   // of a text
constexpr std::size_t other_bytes_max = 16'000;  // of a body of 20 kB
constexpr std::chrono::seconds blocked = 60s;
constexpr std::chrono::seconds dingtalk_blocked = 10min;

std::string cut(std::string_view text, std::size_t bytes_max) {
  constexpr std::string_view more = "…";
  if (text.size() <= bytes_max) return std::string(text);
  auto end = bytes_max - more.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)).append(more);
}

std::string escaped(std::string_view base64) {
  std::string text;
  for (const char c : base64) {
    if (c == '+') {
      text += "%2B";
    } else if (c == '/') {
      text += "%2F";
    } else if (c == '=') {
      text += "%3D";
    } else {
      text += c;
    }
  }
  return text;
}

// Of robots that were asked too much.
bool is_rate(Robot robot, std::int64_t code) {
  return (robot == Robot::wecom && code == 45009) || (robot == Robot::dingtalk && code == 130101) ||
         (robot == Robot::feishu && code == 11232);
}

}  // namespace

Robot robot_of(std::string_view format) {
  if (format == "wecom") return Robot::wecom;
  if (format == "dingtalk") return Robot::dingtalk;
  return format == "feishu" ? Robot::feishu : Robot::none;
}

Turns::Turns(Robot robot) : most_(robot == Robot::feishu ? 100 : 20) {}

std::chrono::milliseconds Turns::wait(Instant now) {
  constexpr auto minute = 60s;
  while (!taken_.empty() && now - taken_.front() >= minute) taken_.pop_front();
  if (taken_.size() < most_) return 0ms;
  return std::chrono::ceil<std::chrono::milliseconds>(minute - (now - taken_.front()));
}

std::string chat_body(Robot robot, std::string_view text, std::string_view secret, Timestamp now) {
  if (robot == Robot::wecom)
    return json{{"msgtype", "text"}, {"text", {{"content", cut(text, wecom_bytes_max)}}}}.dump();
  const auto content = cut(text, other_bytes_max);
  if (robot == Robot::dingtalk) return json{{"msgtype", "text"}, {"text", {{"content", content}}}}.dump();
  json body = {{"msg_type", "text"}, {"content", {{"text", content}}}};
  if (!secret.empty()) {
    const auto seconds =
        std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
    body["timestamp"] = seconds;
    body["sign"] = crypto::base64(crypto::hmac_sha256(seconds + "\n" + std::string(secret), ""));
  }
  return body.dump();
}

std::string chat_query(Robot robot, std::string_view secret, Timestamp now) {
  if (robot != Robot::dingtalk || secret.empty()) return {};
  const auto moment = std::to_string(now.time_since_epoch().count());
  const auto sign = crypto::base64(crypto::hmac_sha256(secret, moment + "\n" + std::string(secret)));
  return "&timestamp=" + moment + "&sign=" + escaped(sign);
}

void judge(Robot robot, std::string_view body, Attempt& attempt) {
  if (!attempt.delivered()) return;
  const auto answer = json::parse(body, nullptr, false);
  const char* name = robot == Robot::feishu ? "code" : "errcode";
  const bool told = answer.is_object() && answer.contains(name) && answer[name].is_number_integer();
  const auto code = told ? answer[name].get<std::int64_t>() : -1;
  if (code == 0) return;
  attempt.trouble = Trouble::refused;
  if (is_rate(robot, code)) attempt.retry_after = robot == Robot::dingtalk ? dingtalk_blocked : blocked;
}

}  // namespace docket::webhook

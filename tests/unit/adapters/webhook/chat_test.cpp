#include "adapters/webhook/chat.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace docket::webhook {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

const Timestamp moment(1599360473000ms);

// Signatures agree with what the makers' own examples compute.
TEST(Chat, signs_for_dingtalk_behind_the_address) {
  EXPECT_EQ(chat_query(Robot::dingtalk, "SEC000000000000000000000test", moment),
            "&timestamp=1599360473000&sign=tajTuoCpS%2BpDqC%2F9W6XEW2JN%2F19FgCjWoBa82eBC%2F1k%3D");
  EXPECT_EQ(chat_query(Robot::dingtalk, "", moment), "");
  EXPECT_EQ(chat_query(Robot::wecom, "secret", moment), "");
}

TEST(Chat, signs_for_feishu_in_the_message) {
  const auto body = json::parse(chat_body(Robot::feishu, "新进展", "feishu-secret", moment));
  EXPECT_EQ(body, json::parse(R"({"msg_type":"text","content":{"text":"新进展"},"timestamp":"1599360473",
                                  "sign":"GnmU6lMJMtXPkxW7kXxgtXI0SJxjk0TQFnFuz93Dt+0="})"));
  EXPECT_FALSE(json::parse(chat_body(Robot::feishu, "新进展", "", moment)).contains("sign"));
}

TEST(Chat, is_cut_between_two_characters_where_a_robot_takes_no_more) {
  std::string text;
  for (int i = 0; i < 1'000; ++i) text += "汉";
  for (const auto& [robot, most] : {std::pair(Robot::wecom, 2'048U), {Robot::dingtalk, 20'000U}}) {
    const auto body = json::parse(chat_body(robot, text + text + text + text + text + text, "", moment));
    const auto told = body["text"]["content"].get<std::string>();
    EXPECT_LE(told.size(), most);
    EXPECT_GT(told.size(), most / 2);
    EXPECT_TRUE(told.ends_with("汉…"));
  }
  EXPECT_EQ(json::parse(chat_body(Robot::wecom, text.substr(0, 2'046), "", moment))["text"]["content"],
            text.substr(0, 2'046));
}

Attempt judged(Robot robot, const char* body, int status = 200) {
  Attempt attempt;
  attempt.status = status;
  judge(robot, body, attempt);
  return attempt;
}

TEST(Chat, is_told_when_the_robot_says_so_and_not_by_its_status) {
  EXPECT_TRUE(judged(Robot::wecom, R"({"errcode":0,"errmsg":"ok"})").delivered());
  EXPECT_TRUE(judged(Robot::feishu, R"({"code":0,"msg":"success"})").delivered());
  EXPECT_FALSE(judged(Robot::wecom, R"({"errcode":93000})").delivered());
  EXPECT_FALSE(judged(Robot::feishu, R"({"errcode":0})").delivered());
  EXPECT_FALSE(judged(Robot::dingtalk, "<html>").delivered());
  EXPECT_FALSE(judged(Robot::wecom, R"({"errcode":0})", 500).delivered());
}

TEST(Chat, waits_as_long_as_a_robot_blocks_whoever_asks_too_much) {
  EXPECT_EQ(judged(Robot::wecom, R"({"errcode":45009})").retry_after, 60s);
  EXPECT_EQ(judged(Robot::dingtalk, R"({"errcode":130101})").retry_after, 10min);
  EXPECT_EQ(judged(Robot::feishu, R"({"code":11232})").retry_after, 60s);
  EXPECT_EQ(judged(Robot::dingtalk, R"({"errcode":310000})").retry_after, std::nullopt);
}

TEST(Turns, are_twenty_a_minute) {
  Turns turns(Robot::wecom);
  const Turns::Instant begin;
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(turns.wait(begin + i * 1s), 0ms) << i;
    turns.take(begin + i * 1s);
  }
  EXPECT_EQ(turns.wait(begin + 20s), 40s);
  EXPECT_EQ(turns.wait(begin + 60s), 0ms);
  turns.take(begin + 60s);
  EXPECT_EQ(turns.wait(begin + 60s), 1s);
}

}  // namespace
}  // namespace docket::webhook

// When the world behind the door fails, the caller learns whether anything happened.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/integration/http/world.hpp"

namespace docket::http::test {
namespace {

TEST(Failures, a_full_mailbox_is_told_at_once_and_nothing_was_done) {
  World world;
  Client client(world.port);
  world.gate->fail_next(Error(Errc::overloaded, "full"));
  const auto reply = client.call("POST", "/v1/cases", world.voter, open_body());
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.headers.at("retry-after"), "1");
  EXPECT_EQ(reply.json().at("outcome"), "not_applied");
  EXPECT_EQ(client.call("POST", "/v1/cases", world.voter, open_body()).status, 201) << "the connection goes on";
}

TEST(Failures, a_stopping_engine_did_nothing) {
  World world;
  Client client(world.port);
  world.gate->fail_next(Error(Errc::stopping, "bye"));
  const auto reply = client.call("POST", "/v1/cases", world.voter, open_body());
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.json().at("outcome"), "not_applied");
}

TEST(Failures, after_a_failed_write_the_outcome_is_unknown) {
  World world;
  Client client(world.port);
  world.gate->fail_next(Error(Errc::storage_failed, "disk"));
  const auto reply = client.call("POST", "/v1/cases", world.voter, open_body());
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.json().at("outcome"), "unknown");
  EXPECT_TRUE(reply.headers.contains("retry-after"));
}

TEST(Failures, an_answer_that_never_comes_is_not_waited_for) {
  World world({.answer_wait_max = std::chrono::milliseconds(50)});
  Client client(world.port);
  world.gate->hold();
  const auto reply = client.call("POST", "/v1/cases", world.voter, open_body());
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.code(), "no-answer");
  EXPECT_EQ(reply.json().at("outcome"), "unknown");
  world.gate->release();
  EXPECT_EQ(client.call("GET", "/livez", "").status, 200) << "the late answer finds nobody";
}

TEST(Failures, one_failed_item_does_not_fail_a_bulk_call) {
  World world;
  Client client(world.port);
  const auto body = R"({"cases":[{"id":")" + world.opened() + R"(","input":{}},{"id":"case_0","input":{}}]})";
  world.gate->fail_next(Error(Errc::overloaded, "full"));
  const auto results = client.call("POST", "/v1/actions/note", world.clerk, body).json().at("results");
  EXPECT_EQ(results.at(0).at("status"), 503);
  EXPECT_EQ(results.at(0).at("problem").at("outcome"), "not_applied");
  EXPECT_EQ(results.at(1).at("status"), 404);
}

}  // namespace
}  // namespace docket::http::test

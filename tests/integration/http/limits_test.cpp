// Every limit of the door is reached once, and what its Options comment promises happens.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/integration/http/world.hpp"

namespace docket::http::test {
namespace {

using std::chrono::milliseconds;

int status_of(World& world, const std::string& bytes) {
  Client client(world.port);
  client.send(bytes);
  const auto reply = client.read();
  return reply ? reply->status : 0;
}

TEST(Limits, a_header_is_bounded_in_bytes_and_fields) {
  World world;
  const std::string start = "GET /livez HTTP/1.1\r\nHost: a\r\n";
  EXPECT_EQ(status_of(world, start + "X: " + std::string(17'000, 'x') + "\r\n\r\n"), 431);
  std::string many = start;
  for (int i = 0; i < 120; ++i) many += "X-" + std::to_string(i) + ": y\r\n";
  EXPECT_EQ(status_of(world, many + "\r\n"), 431);
  EXPECT_EQ(status_of(world, start + "X: " + std::string(12'000, 'x') + "\r\n\r\n"), 200);
}

TEST(Limits, a_target_is_bounded) {
  World world;
  EXPECT_EQ(status_of(world, "GET /livez?" + std::string(9'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n"), 414);
  EXPECT_EQ(status_of(world, "GET /" + std::string(100'000, 'x')), 414);
}

TEST(Limits, a_body_is_bounded_whether_announced_or_not) {
  World world({.body_bytes_max = 2048});
  Client announced(world.port);
  const auto reply = announced.call("POST", "/v1/cases", world.voter, std::string(4096, ' '));
  EXPECT_EQ(reply.status, 413);
  EXPECT_TRUE(announced.is_closed());
  Client chunked(world.port);
  chunked.send("POST /v1/cases HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nAuthorization: Bearer " +
               world.voter + "\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\n" + std::string(4096, ' ') +
               "\r\n0\r\n\r\n");
  EXPECT_EQ(chunked.read()->status, 413);
  EXPECT_TRUE(chunked.is_closed());
}

TEST(Limits, a_slow_header_times_out_with_an_answer) {
  World world({.header_wait_max = milliseconds(50)});
  Client client(world.port);
  client.send("GET /livez HTTP/1.1\r\nHo");
  EXPECT_EQ(client.read()->status, 408);
  EXPECT_TRUE(client.is_closed());
}

TEST(Limits, a_slow_body_times_out_with_an_answer) {
  World world({.body_wait_max = milliseconds(50)});
  Client client(world.port);
  client.send("POST /v1/cases HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nAuthorization: Bearer " +
              world.voter + "\r\nContent-Length: 100\r\n\r\n{");
  EXPECT_EQ(client.read()->status, 408);
  EXPECT_TRUE(client.is_closed());
}

TEST(Limits, an_idle_connection_is_closed_without_a_word) {
  World world({.idle_max = milliseconds(50)});
  Client client(world.port);
  EXPECT_EQ(client.call("GET", "/livez", "").status, 200);
  EXPECT_TRUE(client.is_closed());
}

TEST(Limits, the_last_request_of_a_connection_says_so) {
  World world({.requests_per_connection_max = 2});
  Client client(world.port);
  EXPECT_FALSE(client.call("GET", "/livez", "").headers.contains("connection"));
  EXPECT_EQ(client.call("GET", "/livez", "").headers.at("connection"), "close");
  EXPECT_TRUE(client.is_closed());
}

TEST(Limits, an_old_connection_ends_with_its_next_answer) {
  World world({.age_max = milliseconds(0)});
  Client client(world.port);
  EXPECT_EQ(client.call("GET", "/livez", "").headers.at("connection"), "close");
}

TEST(Limits, an_address_has_its_share_of_connections) {
  World world({.connections_per_ip_max = 2});
  Client first(world.port);
  Client second(world.port);
  EXPECT_EQ(first.call("GET", "/livez", "").status, 200);
  EXPECT_EQ(second.call("GET", "/livez", "").status, 200);
  Client third(world.port);
  const auto reply = third.read();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 503);
  EXPECT_EQ(reply->code(), "overloaded");
}

TEST(Limits, at_the_cap_a_newcomer_waits_until_somebody_leaves) {
  World world({.connections_max = 1});
  auto first = std::make_unique<Client>(world.port);
  EXPECT_EQ(first->call("GET", "/livez", "").status, 200);
  Client second(world.port);
  second.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
  first.reset();
  EXPECT_EQ(second.read()->status, 200);
}

TEST(Limits, pages_and_bulk_calls_are_bounded) {
  World world({.bulk_max = 2, .page_max = 10, .events_max = 10});
  Client client(world.port);
  const std::string three = R"({"cases":[{"id":"a"},{"id":"b"},{"id":"c"}]})";
  EXPECT_EQ(client.call("POST", "/v1/actions/close", world.clerk, three).code(), "invalid-body");
  EXPECT_EQ(client.call("GET", "/v1/cases?limit=11", world.clerk).code(), "invalid-parameter");
  EXPECT_EQ(client.call("GET", "/v1/events?limit=11", world.clerk).code(), "invalid-parameter");
}

}  // namespace
}  // namespace docket::http::test

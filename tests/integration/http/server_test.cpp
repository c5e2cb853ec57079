// Starting and stopping.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <thread>

#include "tests/integration/http/world.hpp"

namespace docket::http::test {
namespace {

using std::chrono::milliseconds;

bool eventually(const std::function<bool()>& holds) {
  for (int i = 0; i < 500; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(milliseconds(10));
  }
  return false;
}

TEST(Server, a_taken_port_is_an_error_that_says_what_to_do) {
  World world;
  Services services{.gate = *world.gate,
                    .reader = world.engine->reader(),
                    .access = world.engine->access(),
                    .catalog = world.engine->definitions().catalog(),
                    .definition = {},
                    .health = *world.engine,
                    .metrics = world.metrics,
                    .clock = world.clock,
                    .random = world.random,
                    .queues = world.engine->queues(),
                    .ledgers = world.ledgers,
                    .hooks = world.engine->hooks(),
                    .deliveries = [](const model::HookId&) { return std::string("\"attempts\":[]"); },
                    .pulse = world.pulse,
                    .key_secret = {}};
  Server second(std::move(services), {.port = world.port});
  const auto started = second.start();
  ASSERT_FALSE(started);
  EXPECT_TRUE(started.error().is(Errc::in_use));
  EXPECT_NE(started.error().detail.find("another port"), std::string::npos);
}

TEST(Server, stopping_lets_a_request_in_flight_finish) {
  World world;
  Client client(world.port);
  Client idle(world.port);
  EXPECT_EQ(idle.call("GET", "/livez", "").status, 200);
  world.gate->hold();
  const auto body = open_body();
  client.send("POST /v1/cases HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nAuthorization: Bearer " +
              world.voter + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  ASSERT_TRUE(eventually([&] { return world.gate->held() == 1; }));
  std::jthread stopping([&] { world.server->stop(); });
  EXPECT_TRUE(idle.is_closed());
  world.gate->release();
  const auto reply = client.read();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 201);
  EXPECT_EQ(reply->headers.at("connection"), "close");
  EXPECT_TRUE(client.is_closed());
}

TEST(Server, stopping_is_bounded_and_a_late_answer_harms_nobody) {
  World world({.drain_max = milliseconds(50)});
  Client client(world.port);
  world.gate->hold();
  const auto body = open_body();
  client.send("POST /v1/cases HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nAuthorization: Bearer " +
              world.voter + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  ASSERT_TRUE(eventually([&] { return world.gate->held() == 1; }));
  world.server->stop();
  EXPECT_TRUE(client.is_closed());
  world.gate->release();
}

TEST(Server, several_threads_serve_side_by_side) {
  World world({.threads = 3, .intake_max = 1000});
  std::vector<std::jthread> clients;
  std::atomic<int> served = 0;
  for (int i = 0; i < 6; ++i) {
    clients.emplace_back([&] {
      Client client(world.port);
      for (int k = 0; k < 20; ++k) {
        if (client.call("POST", "/v1/cases", world.voter, open_body()).status == 201) ++served;
      }
    });
  }
  clients.clear();
  EXPECT_EQ(served, 120);
}

}  // namespace
}  // namespace docket::http::test

// Who sleeps until the log grows is woken by another thread, whenever that rings.
#include "engine/feed/bell.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <semaphore>
#include <thread>

#include "engine/feed/pulse.hpp"

namespace docket::feed {
namespace {

using namespace std::chrono_literals;

TEST(Bell, does_not_sleep_when_the_log_has_grown_already) {
  Bell bell;
  bell.ring(5);
  bell.wait(4, 1h);
  EXPECT_EQ(bell.tail(), 5U);
}

TEST(Bell, wakes_a_sleeper_whenever_the_ring_comes) {
  for (int i = 0; i < 500; ++i) {
    Bell bell;
    std::thread writer([&bell] { bell.ring(1); });
    while (bell.tail() == 0) bell.wait(0, 1h);
    writer.join();
  }
}

TEST(Bell, loses_no_ring_of_many) {
  Bell bell;
  constexpr std::uint64_t rings = 20'000;
  std::thread writer([&bell] {
    for (std::uint64_t tail = 1; tail <= rings; ++tail) bell.ring(tail);
  });
  for (std::uint64_t known = 0; known < rings; known = bell.tail()) bell.wait(known, 1h);
  writer.join();
}

TEST(Bell, ends_a_rest_only_when_interrupted) {
  Bell bell;
  std::thread writer([&bell] {
    bell.ring(1);
    bell.interrupt();
  });
  bell.rest(1h);
  EXPECT_TRUE(bell.interrupted());
  writer.join();
  bell.wait(1, 1h);
  bell.rest(1h);
}

TEST(Bell, ends_by_itself_when_patience_ends) {
  Bell bell;
  bell.wait(0, 1ms);
  bell.rest(1ms);
  EXPECT_FALSE(bell.interrupted());
}

TEST(Pulse, wakes_at_once_whoever_is_behind_already) {
  Pulse pulse;  // nobody follows the bell yet
  pulse.bell().ring(5);
  int woken = 0;
  pulse.listen(&woken, 4, [&woken] { ++woken; });
  EXPECT_EQ(woken, 1);
  pulse.listen(&woken, 5, [&woken] { ++woken; });
  EXPECT_EQ(woken, 1);
  pulse.stop();
  EXPECT_EQ(woken, 2) << "whoever still waits when it stops is woken";
  pulse.listen(&woken, 5, [&woken] { ++woken; });
  EXPECT_EQ(woken, 3) << "and nobody waits for one that has stopped";
}

TEST(Pulse, wakes_many_by_one_commit_and_only_those_behind) {
  Pulse pulse;
  pulse.start();
  std::counting_semaphore<8> woken(0);
  int places[3] = {};
  for (auto& place : places) pulse.listen(&place, 0, [&woken] { woken.release(); });
  bool forgotten = true;
  pulse.listen(&forgotten, 0, [&forgotten] { forgotten = false; });
  pulse.forget(&forgotten);
  bool early = false;
  pulse.listen(&early, 7, [&early] { early = true; });
  pulse.bell().ring(7);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(woken.try_acquire_for(std::chrono::seconds(10)));
  EXPECT_FALSE(early);
  EXPECT_TRUE(forgotten);
  pulse.stop();
}

}  // namespace
}  // namespace docket::feed

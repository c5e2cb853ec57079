// What it takes to follow the log: a cursor, a reader, a bell.
#include <gtest/gtest.h>

#include <chrono>
#include <semaphore>
#include <thread>

#include "adapters/memory/store.hpp"
#include "engine/feed/bell.hpp"
#include "engine/feed/cursor.hpp"
#include "engine/feed/log_reader.hpp"
#include "engine/feed/pulse.hpp"
#include "engine/journal/codec.hpp"
#include "engine/journal/keys.hpp"
#include "tests/support/faulty_store.hpp"

namespace docket::feed {
namespace {

using journal::Family;
using namespace std::chrono_literals;

TEST(Cursor, is_read_as_it_was_saved) {
  memory::Store store;
  EXPECT_EQ(*load_cursor(store, "kafka"), std::nullopt);
  ASSERT_TRUE(save_cursor(store, "kafka", {17, "notes"}));
  ASSERT_TRUE(save_cursor(store, "hook-1", {3, ""}));
  EXPECT_EQ(*load_cursor(store, "kafka"), (Cursor{17, "notes"}));
  EXPECT_EQ(*load_cursor(store, "hook-1"), (Cursor{3, ""}));
}

TEST(Cursor, of_a_format_we_do_not_know_is_none) {
  memory::Store store;
  ASSERT_TRUE(store.hint({Family::meta, journal::keys::cursor("kafka"), "\x09whatever"}));
  EXPECT_EQ(*load_cursor(store, "kafka"), std::nullopt);
}

TEST(Cursor, that_cannot_be_saved_is_an_error_and_no_more) {
  memory::Store real;
  test::FaultyStore store(real);
  store.fail_hints(true);
  EXPECT_FALSE(save_cursor(store, "kafka", {17, ""}));
  EXPECT_EQ(store.failure(), std::nullopt);
}

TEST(LogReader, reads_envelopes_in_order_and_the_bytes_of_data_unparsed) {
  memory::Store store;
  LogReader log(store);
  EXPECT_EQ(*log.tail(), 0U);
  for (std::uint64_t offset = 1; offset <= 3; ++offset) {
    model::Event event;
    event.case_id = model::CaseId("case_a");
    event.sequence = {offset};
    ASSERT_TRUE(
        store.append({offset, {{Family::log, journal::keys::log(offset), journal::encode_record(event, "not json")}}}));
  }
  EXPECT_EQ(*log.tail(), 3U);
  const auto records = *log.after(1, 10);
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].position.offset, 2U);
  EXPECT_EQ(records[0].event.sequence.value, 2U);
  EXPECT_EQ(records[1].data, "not json");
  EXPECT_EQ(log.after(0, 2)->size(), 2U);
  EXPECT_TRUE(log.after(0, 10, 0)->empty());
  EXPECT_EQ((*log.at(3))->event.id(), "case_a-3");
  EXPECT_FALSE(log.at(4)->has_value());
}

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

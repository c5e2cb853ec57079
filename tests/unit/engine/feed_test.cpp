// What it takes to follow the log: a cursor and a reader.
#include <gtest/gtest.h>

#include "adapters/memory/store.hpp"
#include "engine/feed/cursor.hpp"
#include "engine/feed/log_reader.hpp"
#include "engine/journal/codec.hpp"
#include "engine/journal/keys.hpp"
#include "tests/support/faulty_store.hpp"

namespace docket::feed {
namespace {

using journal::Family;

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

}  // namespace
}  // namespace docket::feed

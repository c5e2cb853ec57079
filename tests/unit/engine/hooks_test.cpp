// Rows of web hooks, those of older programs too.
#include "engine/hooks.hpp"

#include <gtest/gtest.h>

#include "engine/base/bytes.hpp"

namespace docket {
namespace {

HookRow some_row() {
  HookRow row;
  row.hook.id = model::HookId("hook_1");
  row.hook.org = model::OrgId("county");
  row.hook.owner = model::UserId("boss");
  row.hook.host = "example.org";
  row.hook.filter.types = {"docket.case.*", "docket.org.*"};
  row.hook.paused = true;
  row.since = 7;
  row.sealed = "sealed";
  return row;
}

TEST(HookRow, is_read_as_it_was_written) {
  auto row = some_row();
  EXPECT_EQ(decode_hook_row(encode_hook_row(row)), row);
  row.hook.watch = {.queue = "to-accept", .org = model::OrgId("hewan"), .count = 7, .digest = std::chrono::hours(8)};
  row.moments.digest = Timestamp(std::chrono::hours(9));
  EXPECT_EQ(decode_hook_row(encode_hook_row(row)), row);
}

TEST(HookRow, of_a_hook_that_knew_types_alone_is_read) {
  const auto row = some_row();
  std::string stored;
  bytes::put_u8(stored, 1);
  for (const auto* text : {"hook_1", "county", "boss", "example.org", "standard"}) bytes::put_string(stored, text);
  bytes::put_u8(stored, 1);
  bytes::put_u64(stored, 7);
  bytes::put_u64(stored, 2);
  for (const auto* text : {"docket.case.*", "docket.org.*", "sealed"}) bytes::put_string(stored, text);
  EXPECT_EQ(decode_hook_row(stored), row);
  EXPECT_EQ(decode_hook_row(stored + "more"), std::nullopt);
  stored[0] = 9;
  EXPECT_EQ(decode_hook_row(stored), std::nullopt);
}

}  // namespace
}  // namespace docket

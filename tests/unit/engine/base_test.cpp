#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engine/base/bytes.hpp"
#include "engine/base/clock.hpp"
#include "engine/base/crypto.hpp"
#include "engine/base/json_text.hpp"
#include "engine/base/uuid.hpp"

namespace docket {
namespace {

TEST(Timestamps, are_written_so_that_texts_sort_like_instants) {
  const auto early = parse_timestamp("2026-02-28T23:59:59.999Z");
  const auto late = parse_timestamp("2026-03-01T00:00:00.000Z");
  ASSERT_TRUE(early && late);
  EXPECT_EQ(format_timestamp(*early), "2026-02-28T23:59:59.999Z");
  EXPECT_LT(format_timestamp(*early), format_timestamp(*late));
  EXPECT_EQ((*late - *early).count(), 1);
}

TEST(Timestamps, are_read_strictly) {
  EXPECT_EQ(parse_timestamp("2026-01-01T08:00:00+08:00"), parse_timestamp("2026-01-01T00:00:00Z"));
  EXPECT_EQ(parse_timestamp("2026-01-01T00:00:00.123456789Z"), parse_timestamp("2026-01-01T00:00:00.123Z"));
  for (const auto* wrong :
       {"", "lunchtime", "2026-01-01", "2026-01-01T00:00Z", "2026-01-01T00:00:00", "2026-01-01 00:00:00Z",
        "2026-02-29T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:60Z", "2026-01-01T00:00:00+25:00",
        "2026-01-01T00:00:00X", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+0800", "2026-01-01T00:00:00Z "}) {
    EXPECT_FALSE(parse_timestamp(wrong)) << wrong;
  }
}

TEST(Uuid7, holds_time_virtual_partition_and_version) {
  const auto instant = *parse_timestamp("2026-09-01T01:00:00Z");
  const auto id = make_uuid7("case", instant, 0xABC, 0xFFFFFFFFFFFFFFFFU);
  EXPECT_TRUE(is_uuid7(id, "case"));
  EXPECT_EQ(id.substr(5, 13), "01a05a7a-ea80");
  EXPECT_EQ(id.substr(19, 4), "7abc");
  EXPECT_EQ(id[24], 'b');
  EXPECT_LT(id, make_uuid7("case", instant + std::chrono::milliseconds(1), 0, 0));
}

TEST(Uuid7, refuses_what_only_looks_like_one) {
  const auto id = make_uuid7("case", *parse_timestamp("2026-09-01T01:00:00Z"), 1, 2);
  EXPECT_FALSE(is_uuid7(id, "event"));
  EXPECT_FALSE(is_uuid7(id + "0", "case"));
  auto upper = id;
  upper[5] = 'A';
  EXPECT_FALSE(is_uuid7(upper, "case"));
  auto version = id;
  version[19] = '4';
  EXPECT_FALSE(is_uuid7(version, "case"));
}

TEST(Bytes, come_back_as_they_went) {
  std::string out;
  bytes::put_u8(out, 250);
  bytes::put_u32(out, 4'000'000'000U);
  bytes::put_u64(out, 0x0102030405060708U);
  bytes::put_varint(out, 300);
  bytes::put_string(out, "河湾");
  bytes::Reader in(out);
  EXPECT_EQ(in.u8(), 250);
  EXPECT_EQ(in.u32(), 4'000'000'000U);
  EXPECT_EQ(in.u64(), 0x0102030405060708U);
  EXPECT_EQ(in.varint(), 300U);
  EXPECT_EQ(in.string(), "河湾");
  EXPECT_TRUE(in.done());
}

TEST(Bytes, never_read_past_their_end) {
  std::string out;
  bytes::put_string(out, "a long enough string");
  for (std::size_t cut = 0; cut < out.size(); ++cut) {
    bytes::Reader in(std::string_view(out).substr(0, cut));
    in.string();
    EXPECT_FALSE(in.ok()) << cut;
  }
}

TEST(JsonText, is_what_the_library_would_write) {
  const auto json = nlohmann::json::parse(
      R"({"b":[1,-2,3.5,true,null,{}],"a":"引号\" 反斜\\ 换行\n 控制\u0001 表\t 斜/","c":{"z":[],"y":18014398509481984,"x":1e300}})");
  std::string out;
  append_json(out, json);
  EXPECT_EQ(out, json.dump());
}

TEST(Crypto, agrees_with_the_published_vectors) {
  EXPECT_EQ(crypto::hex(crypto::sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(crypto::hex(crypto::hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");  // RFC 4231 case 2
  EXPECT_EQ(crypto::base64url("\xFB\xFF"), "-_8");
  EXPECT_EQ(crypto::from_base64url("-_8"), "\xFB\xFF");
  EXPECT_FALSE(crypto::from_base64url("a+b/"));
}

}  // namespace
}  // namespace docket

#include "adapters/http/preconditions.hpp"

#include <gtest/gtest.h>

namespace docket::http {
namespace {

Head with(std::vector<Field> fields) { return {"POST", "/", 11, std::move(fields), false}; }

std::optional<std::vector<std::uint64_t>> versions(std::vector<Field> fields) {
  const auto read = read_if_match(with(std::move(fields)));
  if (!read) return std::nullopt;
  std::vector<std::uint64_t> values;
  for (const auto& sequence : *read) values.push_back(sequence.value);
  return values;
}

using Values = std::vector<std::uint64_t>;

TEST(IfMatch, reads_strong_versions_and_lists_over_several_fields) {
  EXPECT_EQ(versions({}), Values{});
  EXPECT_EQ(versions({{"If-Match", "\"v3\""}}), Values{3});
  EXPECT_EQ(versions({{"If-Match", "\"v3\" ,\t\"v12\""}, {"if-match", "\"v4\""}}), (Values{3, 12, 4}));
}

TEST(IfMatch, star_is_any_version) { EXPECT_EQ(versions({{"If-Match", "*"}}), Values{}); }

TEST(IfMatch, never_matches_a_weak_or_a_foreign_tag) {
  EXPECT_EQ(versions({{"If-Match", "W/\"v3\""}}), Values{0});
  for (const auto* tag : {"\"3\"", "\"v03\"", "\"v\"", "\"v3x\"", "\"\"", "\"v99999999999999999999999\""}) {
    EXPECT_EQ(versions({{"If-Match", tag}}), Values{0}) << tag;
  }
  EXPECT_EQ(versions({{"If-Match", "W/\"v3\", \"v4\""}}), Values{4});
}

TEST(IfMatch, refuses_what_is_no_list_of_tags) {
  for (const auto* text : {"v3", "\"v3", "\"v3\" \"v4\"", "\"v3\",", "", "*, \"v3\""}) {
    EXPECT_EQ(versions({{"If-Match", text}}), std::nullopt) << text;
  }
  EXPECT_EQ(versions({{"If-Match", "*"}, {"If-Match", "\"v3\""}}), std::nullopt);
}

TEST(IdempotencyKey, is_taken_with_or_without_quotes) {
  EXPECT_EQ(read_idempotency_key(with({{"Idempotency-Key", "\"k-1\""}})).value(), "k-1");
  EXPECT_EQ(read_idempotency_key(with({{"Idempotency-Key", "k-1"}})).value(), "k-1");
  EXPECT_EQ(read_idempotency_key(with({})).value(), std::nullopt);
}

TEST(IdempotencyKey, must_be_one_short_visible_ascii_text) {
  const std::string longest(255, 'k');
  const std::string too_long(256, 'k');
  EXPECT_TRUE(read_idempotency_key(with({{"Idempotency-Key", longest}})));
  for (const std::string& text :
       {std::string(), std::string("\"\""), std::string("a b"), std::string("\xE9"), too_long}) {
    EXPECT_FALSE(read_idempotency_key(with({{"Idempotency-Key", text}}))) << text;
  }
  EXPECT_FALSE(read_idempotency_key(with({{"Idempotency-Key", "a"}, {"Idempotency-Key", "a"}})));
}

TEST(Traceparent, is_passed_on_only_when_valid) {
  const std::string good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  EXPECT_EQ(read_traceparent(with({{"traceparent", good}})), good);
  for (const auto* bad : {"00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                          "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                          "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                          "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                          "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x", "00", ""}) {
    EXPECT_EQ(read_traceparent(with({{"traceparent", bad}})), "") << bad;
  }
  EXPECT_EQ(read_traceparent(with({{"traceparent", "01" + good.substr(2) + "-more"}})), "01" + good.substr(2));
}

}  // namespace
}  // namespace docket::http

#include "adapters/http/target.hpp"

#include <gtest/gtest.h>

namespace docket::http {
namespace {

TEST(Parameters, are_decoded_once) {
  const auto read = Parameters::parse("number=%EF%BC%88%E6%B2%B3&state=a%2541+b", {"number", "state"});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->text("number"), "（河");
  EXPECT_EQ(read->text("state"), "a%41+b");
  EXPECT_EQ(read->text("limit"), std::nullopt);
}

TEST(Parameters, unknown_ones_are_errors_that_name_the_known_only) {
  const auto read = Parameters::parse("secret-name=1", {"limit", "after"});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, "unknown-parameter");
  EXPECT_NE(read.error().errors.front().sentence.en.find("limit, after"), std::string::npos);
  EXPECT_EQ(read.error().errors.front().sentence.en.find("secret"), std::string::npos);
}

TEST(Parameters, repeated_empty_or_broken_ones_are_errors) {
  for (const auto* query : {"limit=1&limit=2", "limit=", "limit", "limit=%00", "limit=%C3%28", "limit=%ED%A0%80"}) {
    EXPECT_FALSE(Parameters::parse(query, {"limit"})) << query;
  }
  EXPECT_FALSE(Parameters::parse("&", {"limit"}));
}

TEST(Parameters, numbers_stay_in_their_range) {
  const auto number = [](const char* query) {
    return Parameters::parse(query, {"limit"})->number("limit", 50, 1, 200);
  };
  EXPECT_EQ(number("").value(), 50U);
  EXPECT_EQ(number("limit=200").value(), 200U);
  for (const auto* query :
       {"limit=0", "limit=201", "limit=-1", "limit=1.0", "limit=+1", "limit=99999999999999999999"}) {
    EXPECT_FALSE(number(query)) << query;
  }
}

TEST(PercentEncoding, survives_a_round_trip) {
  const std::string text = "（河湾乡）民意〔2026〕0042号 &=+%";
  EXPECT_EQ(percent_decode(percent_encode(text)), text);
}

}  // namespace
}  // namespace docket::http

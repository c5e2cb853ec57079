#include "adapters/webhook/retry_after.hpp"

#include <gtest/gtest.h>

namespace docket::webhook {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

constexpr auto moment = sys_days(1994y / 11 / 6) + 8h + 49min + 37s;

TEST(RetryAfter, is_a_number_of_seconds) {
  EXPECT_EQ(parse_retry_after("0", moment), 0s);
  EXPECT_EQ(parse_retry_after("120", moment), 120s);
}

TEST(RetryAfter, is_a_date_in_each_form_that_http_ever_had) {
  for (const auto* text :
       {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"}) {
    EXPECT_EQ(parse_http_date(text), moment) << text;
    EXPECT_EQ(parse_retry_after(text, moment - 90s), 90s) << text;
    EXPECT_EQ(parse_retry_after(text, moment + 1h), 0s) << text;
  }
  EXPECT_EQ(parse_http_date("Saturday, 28-Nov-26 23:59:60 GMT"), sys_days(2026y / 11 / 29) + 0s);
  EXPECT_EQ(parse_http_date("Thu, 29 Feb 2024 00:00:00 GMT"), sys_days(2024y / 2 / 29) + 0s);
}

TEST(RetryAfter, is_bounded) {
  for (const auto* text : {"4294967296", "99999999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"})
    EXPECT_EQ(parse_retry_after(text, moment), 24h * 365) << text;
}

TEST(RetryAfter, is_nothing_when_it_is_neither) {
  for (const auto* text :
       {"", " ", "soon", "-1", "+1", "1.5", "12 ", "0x10", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 8:49:37 GMT", "06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 19940 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT GMT", "Sun, -6 Nov 1994 08:49:37 GMT x"})
    EXPECT_EQ(parse_retry_after(text, moment), std::nullopt) << text;
}

}  // namespace
}  // namespace docket::webhook

// Working time: the hours in which people do things, along the published calendar.
#include "tools/seed/office.hpp"

#include <gtest/gtest.h>

#include "tests/support/township.hpp"
#include "tools/seed/window.hpp"

namespace docket::seed {
namespace {

using namespace std::chrono_literals;

Office office() {
  return *Office::open(test::shipped_calendar(), std::chrono::sys_days(2025y / 7 / 1),
                       std::chrono::sys_days(2026y / 7 / 1));
}

Timestamp local(const char* text) { return *parse_timestamp(std::string(text) + ":00+08:00"); }

TEST(Office, closes_at_noon_in_the_evening_and_on_days_off) {
  const auto hours = office();
  EXPECT_EQ(hours.next_open(local("2026-03-04T09:10")), local("2026-03-04T09:10"));
  EXPECT_EQ(hours.next_open(local("2026-03-04T12:00")), local("2026-03-04T14:30"));
  EXPECT_EQ(hours.next_open(local("2026-03-04T18:00")), local("2026-03-05T08:00"));
  EXPECT_EQ(hours.next_open(local("2026-03-06T20:00")), local("2026-03-09T08:00"));
}

// Spring Festival 2026: off from 15 to 23 February, and Saturday 14 works instead.
TEST(Office, follows_the_published_calendar) {
  const auto hours = office();
  EXPECT_TRUE(hours.works(std::chrono::sys_days(2026y / 2 / 14)));
  EXPECT_EQ(hours.later(local("2026-02-13T09:00"), 1), local("2026-02-14T09:00"));
  EXPECT_EQ(hours.later(local("2026-02-14T17:00"), 0.2), local("2026-02-24T08:30"));
  EXPECT_EQ(hours.next_workday(std::chrono::sys_days(2026y / 2 / 16)), std::chrono::sys_days(2026y / 2 / 24));
}

TEST(Office, counts_half_a_working_day_over_noon) {
  const auto hours = office();
  EXPECT_EQ(hours.later(local("2026-03-04T11:00"), 2.0 / 7.5), local("2026-03-04T15:30"));
  EXPECT_EQ(hours.days_later(local("2026-03-04T11:00"), 3), local("2026-03-09T08:00"));  // a Saturday
}

TEST(Office, does_not_open_in_a_year_without_a_calendar) {
  const auto refused = Office::open(test::shipped_calendar(), std::chrono::sys_days(2019y / 7 / 1),
                                    std::chrono::sys_days(2021y / 7 / 1));
  ASSERT_FALSE(refused);
  EXPECT_LE(static_cast<int>(refused.error()), 2020);
}

TEST(SeedWindow, is_twelve_months_up_to_a_day_or_an_instant) {
  const auto window = window_until(*read_until("2026-07-01"));
  EXPECT_EQ(window.from, local("2025-07-01T00:00"));
  EXPECT_EQ(window.until, local("2026-07-01T00:00"));
  EXPECT_EQ(window_until(*read_until("2024-02-29T10:00:00+08:00")).from, local("2023-02-28T10:00"));
  EXPECT_FALSE(read_until("July"));
  EXPECT_FALSE(read_until("2026-13-01"));
}

}  // namespace
}  // namespace docket::seed

#include "workflows/calendar.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace docket::workflows {
namespace {

using nlohmann::json;
using std::chrono::days;

json read_json(const std::string& path) {
  std::ifstream file(std::string(DOCKET_SOURCE_DIR) + "/" + path);
  return json::parse(file);
}

const Calendar& published() {
  static const Calendar calendar = *Calendar::parse(Value(read_json("config/calendars/cn.json")));
  return calendar;
}

Date date(std::string_view text) { return *parse_date(text); }

std::vector<std::string> pointers(const char* document) {
  std::vector<std::string> found;
  const auto calendar = Calendar::parse(Value(json::parse(document)));
  if (calendar) return found;
  for (const Problem& problem : calendar.error()) found.push_back(problem.pointer);
  return found;
}

TEST(Calendar, has_the_working_days_of_every_published_year) {
  const std::map<int, long> expected{{2021, 250}, {2022, 249}, {2023, 249}, {2024, 251}, {2025, 248}, {2026, 248}};
  for (const auto& [year, count] : expected) {
    const std::string last = std::to_string(year) + "-12-31";
    EXPECT_EQ(published().working_days_between(date(std::to_string(year - 1) + "-12-31"), date(last)), count) << year;
  }
}

TEST(Calendar, counts_the_working_days_of_the_law_vectors) {
  for (const json& vector : read_json("tests/unit/workflows/vectors/working_days.json")["vectors"]) {
    const Date start = date(vector["start"].get<std::string>());
    const Date end = date(vector["end"].get<std::string>());
    EXPECT_EQ(published().working_days_between(start, end), vector["working_days"].get<long>()) << vector.dump();
    EXPECT_TRUE(*published().is_working_day(end)) << vector.dump();
  }
}

// The arithmetic against the definition: one day after another.
TEST(Calendar, counts_by_weeks_what_it_would_count_day_by_day) {
  const Date last = date("2026-12-31");
  for (Date from = date("2020-12-31"); from < last; from += days(37)) {
    long count = 0;
    for (Date to = from + days(1); to <= last; to += days(1)) {
      if (*published().is_working_day(to)) ++count;
      if ((to - from).count() % 11 != 0 && to != last) continue;
      ASSERT_EQ(published().working_days_between(from, to), count) << format_date(from) << format_date(to);
      ASSERT_EQ(published().working_days_between(to, from), -count) << format_date(from) << format_date(to);
    }
  }
}

TEST(Calendar, knows_make_up_days_and_a_december_day_of_the_next_notice) {
  EXPECT_TRUE(*published().is_working_day(date("2026-02-14")));   // a Saturday
  EXPECT_FALSE(*published().is_working_day(date("2026-02-16")));  // a Monday
  EXPECT_FALSE(*published().is_working_day(date("2022-12-31")));
}

TEST(Calendar, names_the_year_that_is_not_published) {
  EXPECT_EQ(published().is_working_day(date("2027-01-04")).error(), std::chrono::year(2027));
  EXPECT_EQ(published().working_days_between(date("2026-12-31"), date("2029-01-01")).error(), std::chrono::year(2027));
  EXPECT_EQ(published().working_days_between(date("2021-01-01"), date("2020-12-30")).error(), std::chrono::year(2020));
  EXPECT_EQ(Calendar().is_working_day(date("2026-01-05")).error(), std::chrono::year(2026));
  EXPECT_EQ(Calendar().working_days_between(date("2027-01-05"), date("2027-01-05")), 0);
}

TEST(Calendar, needs_only_the_years_of_the_days_it_counts) {
  EXPECT_EQ(published().working_days_between(date("2020-12-31"), date("2021-01-04")), 1);
}

TEST(Calendar, refuses_a_faulty_notice_with_every_problem) {
  EXPECT_EQ(pointers("[]"), std::vector<std::string>{""});
  EXPECT_EQ(pointers(R"({"26": {}, "2026": 1})"), (std::vector<std::string>{"/2026", "/26"}));
  EXPECT_EQ(pointers(R"({"2026": {"off": ["2026-02-30", "2025-12-31", "2025-11-30", 5], "work": {}, "note": []}})"),
            (std::vector<std::string>{"/2026/note", "/2026/off/0", "/2026/off/2", "/2026/off/3", "/2026/work"}));
  EXPECT_EQ(pointers(R"({"2026": {"off": ["2026-01-01"]}})"), std::vector<std::string>{"/2026"});
}

TEST(Calendar, refuses_a_day_that_is_both_off_and_working) {
  EXPECT_EQ(pointers(R"({"2025": {"off": [], "work": ["2025-12-31"]}, "2026": {"off": ["2025-12-31"], "work": []}})"),
            std::vector<std::string>{"/2026/off/0"});
}

TEST(Dates, are_read_strictly) {
  EXPECT_EQ(format_date(date("2024-02-29")), "2024-02-29");
  for (const char* text :
       {"", "2023-02-29", "2026-1-01", "2026-01-1", " 2026-01-01", "2026-01-01 ", "2026/01/01", "20260101",
        "2026-13-01", "2026-00-10", "2026-01-00", "-026-01-01", "2026-01-01T00:00:00Z"}) {
    EXPECT_FALSE(parse_date(text)) << text;
  }
}

TEST(Dates, of_instants_are_the_days_in_the_zone) {
  const std::map<std::string, std::string> expected{
      {"2026-01-04T15:59:59Z", "2026-01-04"},          {"2026-01-04T16:00:00Z", "2026-01-05"},
      {"2026-01-05t00:00:00.123+08:00", "2026-01-05"}, {"2026-01-04T23:59:60+08:00", "2026-01-04"},
      {"2026-12-31T12:00:00-05:00", "2027-01-01"},     {"2026-01-01", "2026-01-01"}};
  for (const auto& [text, day] : expected) EXPECT_EQ(format_date(*parse_date_or_instant(text)), day) << text;
  for (const char* text : {"2026-01-04T16:00:00", "2026-01-04 16:00:00Z", "2026-01-04T24:00:00Z", "2026-01-04T16:00Z",
                           "2026-01-04T16:00:00.Z", "2026-01-04T16:00:00+0800", "2026-01-04T16:00:00Zx"}) {
    EXPECT_FALSE(parse_date_or_instant(text)) << text;
  }
}

TEST(Dates, of_instants_before_the_epoch_are_floored) {
  EXPECT_EQ(format_date(local_date(std::chrono::sys_days() - std::chrono::hours(9))), "1969-12-31");
}

}  // namespace
}  // namespace docket::workflows

// Working days. The calendar is yearly data: a State Council notice lists days off and make-up working days
// (调休). Dates without a published year are unknown, and asking about them is an error that names the year.
// All dates are local dates of the one zone Docket serves, Asia/Shanghai: UTC+08:00 without summer time since
// 1992.
#pragma once

#include <chrono>
#include <expected>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "workflows/problem.hpp"
#include "workflows/value.hpp"

namespace docket::workflows {

using Date = std::chrono::sys_days;

class Calendar {
 public:
  Calendar() = default;  // no year is published

  // Reads {"2026": {"off": ["2026-01-01", …], "work": […]}, …}: keys are the years of the notices, so a late
  // December day may stand in the next year's list. Every problem at once.
  static std::expected<Calendar, Problems> parse(const Value& document);

  bool covers(std::chrono::year year) const;

  // A day in neither list works from Monday to Friday. The error is the year that has no notice.
  std::expected<bool, std::chrono::year> is_working_day(Date date) const;

  // Working days after `from` up to and including `to` (so the start day is not counted, 民法典 §201);
  // negative when `to` is before `from`; zero when equal.
  std::expected<long, std::chrono::year> working_days_between(Date from, Date to) const;

 private:
  std::set<int> years_;
  std::map<Date, bool> exceptions_;  // date → works
};

// Strict `YYYY-MM-DD`.
std::expected<Date, std::string> parse_date(std::string_view text);

// The same, or the local date of an RFC 3339 instant ("2026-01-04T23:30:00Z" is 2026-01-05 here).
std::expected<Date, std::string> parse_date_or_instant(std::string_view text);

std::string format_date(Date date);

// The first moment after `after` at which local clocks show `time` (since midnight).
std::chrono::sys_time<std::chrono::milliseconds> next_local(std::chrono::minutes time,
                                                            std::chrono::sys_time<std::chrono::milliseconds> after);

// The local date of an instant.
Date local_date(std::chrono::sys_time<std::chrono::milliseconds> instant);

}  // namespace docket::workflows

// The short durations of a definition: `15wd` working days, `30cd` calendar days, `3mo` months, `2h` hours,
// `2wh` working hours; and the moments counted from a deadline: `-3wd` before the due, `+1wd` after the
// start, `80%` of the period, `due`. Parsed values only: a Duration that exists is valid. Issue of time
// limits computes with them.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "workflows/problem.hpp"

namespace docket::workflows {

enum class DurationUnit { working_days, calendar_days, months, hours, working_hours };

struct Duration {
  int amount = 0;  // ≥ 1
  DurationUnit unit = DurationUnit::calendar_days;
  friend bool operator==(const Duration&, const Duration&) = default;
};

enum class MomentAnchor { before_due, after_start, fraction, due };

struct Moment {
  MomentAnchor anchor = MomentAnchor::due;
  Duration distance{};  // for before_due and after_start
  int percent = 100;    // for fraction, 1…100
  friend bool operator==(const Moment&, const Moment&) = default;
};

std::expected<Duration, Label> parse_duration(std::string_view text);
std::expected<Moment, Label> parse_moment(std::string_view text);
std::string format_duration(const Duration& duration);

}  // namespace docket::workflows

// When people work: office hours on working days, local time, by the published calendar. Durations in working days run
// along these hours, so that everything somebody does falls into them. Immutable; any thread.
#pragma once

#include <chrono>
#include <expected>
#include <vector>

#include "engine/base/clock.hpp"
#include "workflows/calendar.hpp"

namespace docket::seed {

using workflows::Date;

// A local wall-clock time as an instant (UTC+08:00), and back.
Timestamp at_local(Date day, std::chrono::milliseconds time_of_day);

class Office {
 public:
  // From the first day to the last every year must be published; the error is one that is not. For a year and more
  // behind the last day, where only appointments lie, Monday to Friday stands in.
  static std::expected<Office, std::chrono::year> open(const workflows::Calendar& calendar, Date first, Date last);

  bool works(Date day) const;
  Date next_workday(Date day) const;             // that day, or the first working day after it
  Timestamp next_open(Timestamp instant) const;  // that instant, or the next in office hours
  Timestamp later(Timestamp from, double working_days) const;
  Timestamp days_later(Timestamp from, double days) const;  // calendar days, then next_open
  static Timestamp hour_of(Date day, double share);         // a moment in that day's office hours: 0 opens, 1 closes

 private:
  std::chrono::milliseconds worked_until(Timestamp instant) const;  // office time since the first day
  Timestamp moment(std::chrono::milliseconds worked) const;

  Date first_;
  std::vector<bool> works_;          // by day from first_
  std::vector<Date> days_;           // that work
  std::vector<std::size_t> before_;  // by day from first_: working days before it
};

}  // namespace docket::seed

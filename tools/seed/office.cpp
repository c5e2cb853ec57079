#include "tools/seed/office.hpp"

#include <algorithm>

namespace docket::seed {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr hours zone{8};
constexpr milliseconds morning_opens = hours(8);
constexpr milliseconds morning_closes = hours(12);
constexpr milliseconds afternoon_opens = hours(14) + minutes(30);
constexpr milliseconds afternoon_closes = hours(18);
constexpr milliseconds morning = morning_closes - morning_opens;
constexpr milliseconds workday = morning + (afternoon_closes - afternoon_opens);
constexpr days behind{900};  // for appointments

milliseconds worked_today(milliseconds time) {
  const auto before_noon = std::clamp(time, morning_opens, morning_closes) - morning_opens;
  return before_noon + std::clamp(time, afternoon_opens, afternoon_closes) - afternoon_opens;
}

milliseconds time_after(milliseconds worked) {
  return worked < morning ? morning_opens + worked : afternoon_opens + (worked - morning);
}

milliseconds time_of(Timestamp instant) { return instant + zone - Timestamp(workflows::local_date(instant)); }

}  // namespace

Timestamp at_local(Date day, milliseconds time_of_day) { return Timestamp(day) + time_of_day - zone; }

std::expected<Office, std::chrono::year> Office::open(const workflows::Calendar& calendar, Date first, Date last) {
  Office office;
  office.first_ = first;
  for (auto day = first; day <= last + behind; day += days(1)) {
    const auto known = calendar.is_working_day(day);
    if (!known && day <= last) return std::unexpected(known.error());
    const bool works = known ? *known : std::chrono::weekday(day).iso_encoding() <= 5;
    office.before_.push_back(office.days_.size());
    office.works_.push_back(works);
    if (works) office.days_.push_back(day);
  }
  return office;
}

bool Office::works(Date day) const {
  const auto index = (day - first_).count();
  return index >= 0 && static_cast<std::size_t>(index) < works_.size() && works_[static_cast<std::size_t>(index)];
}

Date Office::next_workday(Date day) const {
  while (!works(day) && day < days_.back()) day += days(1);
  return day;
}

milliseconds Office::worked_until(Timestamp instant) const {
  const auto day = std::clamp(workflows::local_date(instant), first_, days_.back());
  const auto index = static_cast<std::size_t>((day - first_).count());
  return workday * static_cast<long>(before_[index]) +
         (works_[index] ? worked_today(time_of(instant)) : milliseconds(0));
}

Timestamp Office::moment(milliseconds worked) const {
  const auto index = std::min(static_cast<std::size_t>(worked / workday), days_.size() - 1);
  return at_local(days_[index], time_after(worked % workday));
}

Timestamp Office::next_open(Timestamp instant) const {
  const auto time = time_of(instant);
  const bool open =
      (time >= morning_opens && time < morning_closes) || (time >= afternoon_opens && time < afternoon_closes);
  return open && works(workflows::local_date(instant)) ? instant : moment(worked_until(instant));
}

Timestamp Office::later(Timestamp from, double working_days) const {
  const auto more = static_cast<long>(working_days * static_cast<double>(workday.count()));
  return std::max(from, moment(worked_until(from) + milliseconds(more)));
}

Timestamp Office::days_later(Timestamp from, double length) const {
  const auto more = static_cast<long>(length * static_cast<double>(milliseconds(days(1)).count()));
  return next_open(from + milliseconds(more));
}

Timestamp Office::hour_of(Date day, double share) {
  return at_local(day, time_after(milliseconds(static_cast<long>(share * static_cast<double>(workday.count())))));
}

}  // namespace docket::seed

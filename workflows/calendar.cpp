#include "workflows/calendar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace docket::workflows {
namespace {

using nlohmann::json;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr hours zone_offset{8};

int year_of(Date date) { return static_cast<int>(year_month_day(date).year()); }

bool is_weekday(Date date) { return std::chrono::weekday(date).iso_encoding() <= 5; }

// Monday to Friday, counted from an arbitrary Monday up to and including `date`: differences of two are what
// matters.
long weekdays_until(Date date) {
  constexpr Date monday = Date(days(4));  // 1970-01-05
  const long day = (date - monday).count();
  const long week = day >= 0 ? day / 7 : -((-day + 6) / 7);
  return week * 5 + std::min(day - week * 7 + 1, 5L);
}

// A number of exactly `width` digits at the front of `text`, which it eats.
std::optional<int> eat_digits(std::string_view& text, std::size_t width) {
  if (text.size() < width) return std::nullopt;
  int number = 0;
  for (const char character : text.substr(0, width)) {
    if (character < '0' || character > '9') return std::nullopt;
    number = number * 10 + (character - '0');
  }
  text.remove_prefix(width);
  return number;
}

bool eat(std::string_view& text, char character) {
  if (!text.starts_with(character)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Date> eat_date(std::string_view& text) {
  const auto y = eat_digits(text, 4);
  if (!y || !eat(text, '-')) return std::nullopt;
  const auto m = eat_digits(text, 2);
  if (!m || !eat(text, '-')) return std::nullopt;
  const auto d = eat_digits(text, 2);
  if (!d) return std::nullopt;
  const year_month_day date{year(*y), std::chrono::month(static_cast<unsigned>(*m)),
                            std::chrono::day(static_cast<unsigned>(*d))};
  if (!date.ok()) return std::nullopt;
  return Date(date);
}

struct ClockTime {
  int hour = 0;
  int minute = 0;
};

std::optional<ClockTime> eat_hour_and_minute(std::string_view& text) {
  const auto hour = eat_digits(text, 2);
  if (!hour || *hour > 23 || !eat(text, ':')) return std::nullopt;
  const auto minute = eat_digits(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  return ClockTime{*hour, *minute};
}

// Seconds decide no date unless the offset has any, and RFC 3339 offsets have none: they are checked and
// dropped. So a leap second stays on its day.
bool eat_seconds(std::string_view& text) {
  if (!eat(text, ':')) return false;
  const auto second = eat_digits(text, 2);
  if (!second || *second > 60) return false;
  if (!eat(text, '.')) return true;
  const std::size_t digits = text.find_first_not_of("0123456789");
  if (digits == 0 || text.empty()) return false;
  text.remove_prefix(std::min(digits, text.size()));
  return true;
}

std::optional<std::chrono::minutes> eat_offset(std::string_view& text) {
  if (eat(text, 'Z') || eat(text, 'z')) return std::chrono::minutes(0);
  const bool east = text.starts_with('+');
  if (!eat(text, '+') && !eat(text, '-')) return std::nullopt;
  const auto offset = eat_hour_and_minute(text);
  if (!offset) return std::nullopt;
  const std::chrono::minutes size(offset->hour * 60 + offset->minute);
  return east ? size : -size;
}

// One notice: {"off": […], "work": […]}.
class NoticeReader {
 public:
  NoticeReader(std::map<Date, bool>& exceptions, Problems& problems) : exceptions_(exceptions), problems_(problems) {}

  void read(int notice_year, const json& notice, const std::string& pointer) {
    if (!notice.is_object()) {
      problems_.push_back(
          {pointer,
           {"年度安排须为对象，含 off 与 work 两个列表。", "A year is an object with the two lists off and work."}});
      return;
    }
    for (const auto& [name, list] : notice.items()) {
      const std::string at = pointer_child(pointer, name);
      if (name != "off" && name != "work") {
        problems_.push_back({at,
                             {"未知成员，只能是 off（放假）或 work（调休上班）。",
                              "Unknown member: only off (days off) and work (make-up working days) are known."}});
        continue;
      }
      read_list(notice_year, name == "work", list, at);
    }
    for (const char* name : {"off", "work"}) {
      if (!notice.contains(name)) {
        problems_.push_back({pointer,
                             {fmt::format("缺少列表 {}，没有就写空列表 []。", name),
                              fmt::format("The list {} is missing: write an empty list [] if there are none.", name)}});
      }
    }
  }

 private:
  void read_list(int notice_year, bool works, const json& list, const std::string& pointer) {
    if (!list.is_array()) {
      problems_.push_back({pointer, {"须为日期列表。", "This must be a list of dates."}});
      return;
    }
    for (std::size_t index = 0; index < list.size(); ++index) {
      read_day(notice_year, works, list[index], pointer_child(pointer, fmt::to_string(index)));
    }
  }

  void read_day(int notice_year, bool works, const json& day, const std::string& pointer) {
    const auto date = day.is_string() ? parse_date(day.get_ref<const std::string&>()) : std::unexpected(std::string());
    if (!date) {
      problems_.push_back({pointer, {"须为 YYYY-MM-DD 格式的日期。", "This must be a date of the form YYYY-MM-DD."}});
      return;
    }
    const year_month_day parts(*date);
    const bool december_before =
        static_cast<int>(parts.year()) == notice_year - 1 && parts.month() == std::chrono::December;
    if (year_of(*date) != notice_year && !december_before) {
      problems_.push_back({pointer,
                           {fmt::format("日期不属于 {} 年的放假通知。", notice_year),
                            fmt::format("The date does not belong to the notice of {}.", notice_year)}});
      return;
    }
    const auto [entry, added] = exceptions_.emplace(*date, works);
    if (!added && entry->second != works) {
      problems_.push_back({pointer,
                           {"同一天既列为放假又列为上班，请核对通知。",
                            "The same day is listed both as off and as working: check the notice."}});
    }
  }

  std::map<Date, bool>& exceptions_;
  Problems& problems_;
};

}  // namespace

std::expected<Calendar, Problems> Calendar::parse(const Value& document) {
  const json& notices = document.json();
  if (!notices.is_object()) {
    return std::unexpected(
        Problems{{"", {"日历须为对象，成员名是年份。", "A calendar is an object whose members are years."}}});
  }
  Calendar calendar;
  Problems problems;
  NoticeReader reader(calendar.exceptions_, problems);
  for (const auto& [name, notice] : notices.items()) {
    const std::string pointer = pointer_child("", name);
    std::string_view rest = name;
    const auto notice_year = eat_digits(rest, 4);
    if (!notice_year || !rest.empty()) {
      problems.push_back({pointer, {"年份须为四位数字。", "A year has four digits."}});
      continue;
    }
    calendar.years_.insert(*notice_year);
    reader.read(*notice_year, notice, pointer);
  }
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return calendar;
}

bool Calendar::covers(std::chrono::year year) const { return years_.contains(static_cast<int>(year)); }

std::expected<bool, std::chrono::year> Calendar::is_working_day(Date date) const {
  const year_month_day parts(date);
  if (!covers(parts.year())) return std::unexpected(parts.year());
  const auto exception = exceptions_.find(date);
  return exception == exceptions_.end() ? is_weekday(date) : exception->second;
}

// Weeks by arithmetic, then the notices' days: the cost does not grow with the distance.
std::expected<long, std::chrono::year> Calendar::working_days_between(Date from, Date to) const {
  if (to < from) {
    const auto forward = working_days_between(to, from);
    if (!forward) return std::unexpected(forward.error());
    return -*forward;
  }
  if (to == from) return 0;
  for (int counted = year_of(from + days(1)); counted <= year_of(to); ++counted) {
    if (!years_.contains(counted)) return std::unexpected(year(counted));
  }
  long count = weekdays_until(to) - weekdays_until(from);
  const auto last = exceptions_.upper_bound(to);
  for (auto exception = exceptions_.upper_bound(from); exception != last; ++exception) {
    count += static_cast<long>(exception->second) - static_cast<long>(is_weekday(exception->first));
  }
  return count;
}

std::expected<Date, std::string> parse_date(std::string_view text) {
  const auto date = eat_date(text);
  if (!date || !text.empty()) return std::unexpected("not a date of the form YYYY-MM-DD");
  return *date;
}

std::expected<Date, std::string> parse_date_or_instant(std::string_view text) {
  const auto refused = std::unexpected("neither a date YYYY-MM-DD nor an RFC 3339 instant");
  const auto date = eat_date(text);
  if (!date) return refused;
  if (text.empty()) return *date;
  if (!eat(text, 'T') && !eat(text, 't')) return refused;
  const auto time = eat_hour_and_minute(text);
  if (!time || !eat_seconds(text)) return refused;
  const auto offset = eat_offset(text);
  if (!offset || !text.empty()) return refused;
  return local_date(*date + hours(time->hour) + std::chrono::minutes(time->minute) - *offset);
}

std::string format_date(Date date) {
  const year_month_day parts(date);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(parts.year()), static_cast<unsigned>(parts.month()),
                     static_cast<unsigned>(parts.day()));
}

std::chrono::sys_time<milliseconds> next_local(std::chrono::minutes time, std::chrono::sys_time<milliseconds> after) {
  const auto today = std::chrono::sys_time<milliseconds>(local_date(after)) + time - zone_offset;
  return today > after ? today : today + days(1);
}

Date local_date(std::chrono::sys_time<milliseconds> instant) { return std::chrono::floor<days>(instant + zone_offset); }

}  // namespace docket::workflows

#include "engine/base/clock.hpp"

#include <charconv>

namespace docket {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::milliseconds;

void put(std::string& out, unsigned value, int width) {
  char digits[8];
  for (int i = width - 1; i >= 0; --i) {
    digits[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  out.append(digits, static_cast<std::size_t>(width));
}

// Exactly `width` digits at `at`, or nothing.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t width) {
  if (at + width > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = at; i < at + width; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

bool is(std::string_view text, std::size_t at, char wanted) { return at < text.size() && text[at] == wanted; }

std::optional<milliseconds> offset(std::string_view text) {
  if (text == "Z") return milliseconds(0);
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hours = digits(text, 1, 2);
  const auto minutes = digits(text, 4, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const milliseconds value = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  return text[0] == '-' ? -value : value;
}

}  // namespace

Timestamp SystemClock::now() { return floor<milliseconds>(std::chrono::system_clock::now()); }

void append_timestamp(std::string& out, Timestamp instant) {
  const auto day = floor<days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(instant - day);
  put(out, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  out += '-';
  put(out, static_cast<unsigned>(date.month()), 2);
  out += '-';
  put(out, static_cast<unsigned>(date.day()), 2);
  out += 'T';
  put(out, static_cast<unsigned>(time.hours().count()), 2);
  out += ':';
  put(out, static_cast<unsigned>(time.minutes().count()), 2);
  out += ':';
  put(out, static_cast<unsigned>(time.seconds().count()), 2);
  out += '.';
  put(out, static_cast<unsigned>(time.subseconds().count()), 3);
  out += 'Z';
}

std::string format_timestamp(Timestamp instant) {
  std::string out;
  out.reserve(24);
  append_timestamp(out, instant);
  return out;
}

std::optional<Timestamp> parse_timestamp(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  if (!is(text, 4, '-') || !is(text, 7, '-') || !is(text, 10, 'T') || !is(text, 13, ':') || !is(text, 16, ':'))
    return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  std::size_t at = 19;
  int millis = 0;
  if (is(text, at, '.')) {
    std::size_t count = 0;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++count) {
      if (count < 3) millis = millis * 10 + (text[at] - '0');
    }
    if (count == 0 || count > 9) return std::nullopt;
    for (; count < 3; ++count) millis *= 10;
  }
  const auto shift = offset(text.substr(at));
  if (!shift) return std::nullopt;
  return Timestamp(std::chrono::sys_days(date)) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second) + milliseconds(millis) - *shift;
}

}  // namespace docket

#include "adapters/webhook/retry_after.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <system_error>

namespace docket::webhook {
namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;

constexpr seconds most = 24h * 365;
constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::size_t words_max = 6;
using Words = std::array<std::string_view, words_max>;

// Day, date and time of all three forms lie between these signs. The number of words; too many are none.
std::size_t split(std::string_view text, Words& words) {
  constexpr std::string_view between = " ,-";
  std::size_t count = 0;
  for (auto at = text.find_first_not_of(between); at != std::string_view::npos;) {
    if (count == words.size()) return 0;
    const auto end = std::min(text.find_first_of(between, at), text.size());
    words[count++] = text.substr(at, end - at);
    at = text.find_first_not_of(between, end);
  }
  return count;
}

std::optional<unsigned> number(std::string_view text, std::size_t digits_max) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.size() > digits_max) return std::nullopt;
  return value;
}

std::optional<seconds> time_of(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hour = number(text.substr(0, 2), 2);
  const auto minute = number(text.substr(3, 2), 2);
  const auto second = number(text.substr(6, 2), 2);
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return std::chrono::hours(*hour) + std::chrono::minutes(*minute) + seconds(*second);
}

}  // namespace

std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text) {
  Words words;
  const auto count = split(text, words);
  // Sun Nov  6 08:49:37 1994 becomes Sun 6 Nov 1994 08:49:37
  if (count == 5) words = {words[0], words[2], words[1], words[4], words[3], "GMT"};
  if ((count != 5 && count != 6) || words[5] != "GMT") return std::nullopt;
  const auto day = number(words[1], 2);
  const auto* const month = std::ranges::find(months, words[2]);
  auto year = number(words[3], 4);
  const auto time = time_of(words[4]);
  if (!day || month == months.end() || !year || !time) return std::nullopt;
  if (words[3].size() == 2) *year += *year < 70 ? 2000 : 1900;
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(month - months.begin()) + 1),
                                         std::chrono::day(*day));
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + *time;
}

std::optional<seconds> parse_retry_after(std::string_view text, std::chrono::sys_seconds now) {
  if (const auto date = parse_http_date(text)) return std::clamp(*date - now, seconds(0), most);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) return most;
  if (error != std::errc()) return std::nullopt;
  return seconds(std::min(value, static_cast<std::uint64_t>(most.count())));
}

}  // namespace docket::webhook

#include "tools/seed/window.hpp"

namespace docket::seed {

std::optional<Timestamp> read_until(std::string_view text) {
  if (const auto day = workflows::parse_date(text)) return at_local(*day, std::chrono::milliseconds(0));
  return parse_timestamp(text);
}

Window window_until(Timestamp until) {
  const auto day = workflows::local_date(until);
  auto begin = std::chrono::year_month_day(day) - std::chrono::years(1);
  if (!begin.ok()) begin = begin.year() / begin.month() / std::chrono::last;  // 29 February
  return {until - (day - Date(begin)), until};
}

}  // namespace docket::seed

#include "workflows/duration.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace docket::workflows {
namespace {

constexpr int amount_max = 9'999;
constexpr int percent_max = 100;

constexpr std::array<std::pair<std::string_view, DurationUnit>, 5> units{{
    {"wd", DurationUnit::working_days},
    {"cd", DurationUnit::calendar_days},
    {"mo", DurationUnit::months},
    {"h", DurationUnit::hours},
    {"wh", DurationUnit::working_hours},
}};

// A whole number from 1 to `max` without sign and leading zeros at the front of `text`, which it eats.
std::optional<int> eat_amount(std::string_view& text, int max) {
  if (text.empty() || text.front() < '1' || text.front() > '9') return std::nullopt;
  int amount = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), amount);
  if (failure != std::errc() || amount > max) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return amount;
}

std::optional<Duration> read_duration(std::string_view text) {
  const auto amount = eat_amount(text, amount_max);
  if (!amount) return std::nullopt;
  for (const auto& [name, unit] : units) {
    if (text == name) return Duration{*amount, unit};
  }
  return std::nullopt;
}

std::optional<Moment> read_moment(std::string_view text) {
  if (text == "due") return Moment{};
  if (text.starts_with('-') || text.starts_with('+')) {
    const auto distance = read_duration(text.substr(1));
    if (!distance) return std::nullopt;
    return Moment{text.front() == '-' ? MomentAnchor::before_due : MomentAnchor::after_start, *distance};
  }
  const auto percent = eat_amount(text, percent_max);
  if (!percent || text != "%") return std::nullopt;
  return Moment{MomentAnchor::fraction, {}, *percent};
}

}  // namespace

std::expected<Duration, Label> parse_duration(std::string_view text) {
  const auto duration = read_duration(text);
  if (duration) return *duration;
  return std::unexpected(Label{
      fmt::format("时限须写成数字加单位，例如 "
                  "15wd（工作日）、30cd（自然日）、3mo（月）、2h（小时）、2wh（工作小时），数字为 1 至 {}。",
                  amount_max),
      fmt::format("Write a duration as a number and a unit, such as 15wd (working days), 30cd (calendar days), 3mo "
                  "(months), 2h (hours) or 2wh (working hours), with a number from 1 to {}.",
                  amount_max)});
}

std::expected<Moment, Label> parse_moment(std::string_view text) {
  const auto moment = read_moment(text);
  if (moment) return *moment;
  return std::unexpected(
      Label{"时点须写成 -3wd（到期前）、+1wd（开始后）、80%（期限的百分比，1% 至 100%）或 due（到期时）。",
            "Write a moment as -3wd (before the due), +1wd (after the start), 80% (of the period, 1% to "
            "100%) or due."});
}

std::string format_duration(const Duration& duration) {
  for (const auto& [name, unit] : units) {
    if (unit == duration.unit) return fmt::format("{}{}", duration.amount, name);
  }
  std::unreachable();  // Safe because the table holds every unit.
}

}  // namespace docket::workflows

#include "engine/model/hook.hpp"

#include <charconv>

namespace docket::model {
namespace {

struct Unit {
  char letter;
  std::chrono::seconds length;
};
constexpr Unit units[] = {{'d', std::chrono::days(1)},
                          {'h', std::chrono::hours(1)},
                          {'m', std::chrono::minutes(1)},
                          {'s', std::chrono::seconds(1)}};
constexpr int most = 9'999;  // of a unit

std::optional<int> read_number(std::string_view digits) {
  int number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool whole = error == std::errc() && end == digits.data() + digits.size() && !digits.starts_with('-');
  return whole ? std::optional(number) : std::nullopt;
}

}  // namespace

std::optional<std::chrono::seconds> read_wait(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const auto amount = read_number(text.substr(0, text.size() - 1));
  if (!amount || *amount == 0 || *amount > most) return std::nullopt;
  for (const auto& unit : units)
    if (unit.letter == text.back()) return unit.length * *amount;
  return std::nullopt;
}

std::string wait_text(std::chrono::seconds wait) {
  for (const auto& unit : units)
    if (wait % unit.length == std::chrono::seconds(0)) return std::to_string(wait / unit.length) + unit.letter;
  return {};
}

std::optional<std::chrono::minutes> read_time_of_day(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = read_number(text.substr(0, 2));
  const auto minute = read_number(text.substr(3));
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  return std::chrono::hours(*hour) + std::chrono::minutes(*minute);
}

std::string time_of_day_text(std::chrono::minutes time) {
  const auto two = [](long number) { return std::string(number < 10 ? "0" : "") + std::to_string(number); };
  return two(time.count() / 60) + ":" + two(time.count() % 60);
}

Rejection unknown_hook() {
  Rejection rejection{};
  rejection.code = RejectionCode::unknown_hook;
  rejection.sentence = {"没有这个推送，或已经删除；现有的见 GET /v1/webhooks。",
                        "There is no such hook, or it was deleted; GET /v1/webhooks lists those there are."};
  return rejection;
}

}  // namespace docket::model

#include "adapters/webhook/attempt.hpp"

#include <algorithm>

namespace docket::webhook {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds retry_after_max = 24h;

}  // namespace

std::string_view trouble_name(Trouble trouble) {
  switch (trouble) {
    case Trouble::none:
      return "";
    case Trouble::unresolved:
      return "unresolved";
    case Trouble::closed_address:
      return "closed_address";
    case Trouble::unreachable:
      return "unreachable";
    case Trouble::tls:
      return "tls";
    case Trouble::timeout:
      return "timeout";
    case Trouble::broken:
      return "broken";
    case Trouble::refused:
      return "refused";
  }
  return "";
}

std::string_view trigger_name(Trigger trigger) {
  switch (trigger) {
    case Trigger::event:
      return "event";
    case Trigger::retry:
      return "retry";
    case Trigger::replay:
      return "replay";
  }
  return "";
}

Schedule standard_schedule() { return {5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h}; }

std::optional<std::chrono::milliseconds> wait_after(const Attempt& attempt, const Schedule& schedule, double chance) {
  const auto step = static_cast<std::size_t>(std::max(attempt.number, 1) - 1);
  if (step >= schedule.size()) return std::nullopt;
  // At least the time itself, at most a fifth more: nobody is asked earlier than promised.
  const auto planned = std::chrono::duration_cast<std::chrono::milliseconds>(schedule[step] * (1.0 + chance / 5));
  const auto asked = std::min(attempt.retry_after.value_or(0s), retry_after_max);
  return std::max(planned, std::chrono::duration_cast<std::chrono::milliseconds>(asked));
}

}  // namespace docket::webhook

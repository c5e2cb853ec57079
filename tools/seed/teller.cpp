// How the slots of a text are filled, and how dates and amounts are written in it.
#include <fmt/format.h>

#include <algorithm>

#include "engine/base/ensure.hpp"
#include "tools/seed/story.hpp"

namespace docket::seed {
namespace {

constexpr std::string_view group_names[] = {"一", "二", "三", "四", "五", "六", "七"};
constexpr std::string_view capitals[] = {"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"};
constexpr std::string_view places[] = {"", "拾", "佰", "仟"};

// 1…9999 in capitals; inner zeros are said once.
std::string four_digits(std::uint32_t value) {
  std::string text;
  bool zero = false;
  for (std::size_t place = 4, divisor = 1000; place-- > 0; divisor /= 10) {
    const auto digit = value / divisor % 10;
    if (digit == 0) {
      zero = !text.empty();
      continue;
    }
    if (zero) text += capitals[0];
    zero = false;
    text.append(capitals[digit]).append(places[place]);
  }
  return text;
}

}  // namespace

std::string chinese_date(Date day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{}年{}月{}日", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string chinese_amount(std::uint32_t yuan) {
  if (yuan == 0) return "零元整";
  const auto high = yuan / 10'000;
  const auto low = yuan % 10'000;
  std::string text;
  if (high > 0) text = four_digits(high) + "万";
  if (high > 0 && low > 0 && low < 1000) text += capitals[0];
  return text + four_digits(low) + "元整";
}

std::string Teller::tell(std::string_view list) { return fill(stream_.one_of(town_.parameters().text(list))); }

std::string Teller::fill(std::string_view text) {
  std::string filled;
  while (true) {
    const auto open = text.find('{');
    filled += text.substr(0, open);
    if (open == std::string_view::npos) return filled;
    const auto close = text.find('}', open);
    ENSURE(close != std::string_view::npos, "a slot of a seeding text is closed");
    filled += slot(text.substr(open + 1, close - open - 1));
    text.remove_prefix(close + 1);
  }
}

std::string Teller::slot(std::string_view name) {
  const auto& parameters = town_.parameters();
  const auto& village = story_.village_of(town_);
  if (name == "a") return story_.a.name;
  if (name == "b") return story_.b.name;
  if (name == "village") return village.name;
  if (name == "group")
    return std::string(group_names[stream_.below(static_cast<std::size_t>(std::clamp(village.groups, 1, 7)))]);
  if (name == "issue") return story_.category_of(town_).label;
  if (name == "unit") return town_.unit_name(story_.unit(town_));
  if (name == "date") return chinese_date(today_ - std::chrono::days(stream_.between(1, 4)));
  if (name == "due") return chinese_date(due_ != Date() ? due_ : today_ + std::chrono::days(stream_.between(7, 60)));
  if (name == "measure") return stream_.one_of(parameters.text("measures"));
  if (name == "matter") return stream_.one_of(parameters.text("matters"));
  if (name == "trade") return stream_.one_of(parameters.trades);
  if (name == "amount") return std::to_string(owed_);
  if (name == "amount_cn") return chinese_amount(static_cast<std::uint32_t>(owed_));
  if (name == "yuan" && story_.yuan > 0) return std::to_string(story_.yuan);
  const auto found = parameters.slots.find(name);
  ENSURE(found != parameters.slots.end(), "every slot of a seeding text is known");
  const auto& [choices, low, high] = found->second;
  return choices.empty() ? std::to_string(stream_.between(low, high)) : stream_.one_of(choices);
}

}  // namespace docket::seed

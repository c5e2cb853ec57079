#include "engine/decide/policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/decide/refusals.hpp"

namespace docket::decide {
namespace {

using model::User;
using nlohmann::json;
using workflows::PolicyStep;
using Circle = std::vector<const User*>;

constexpr std::uint64_t round = 1'000'000;  // from one turn to the next with weight 1; with weight 2 half of it

struct Told {
  std::string zh_cn;
  void step(std::string_view by, std::size_t left) { zh_cn += fmt::format("，{}留{}人", by, left); }
};

std::string text_of(const json* value) {
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

// A member of the input, or of the case as it was.
std::string field(const RuleData& data, const model::Case* subject, const char* name) {
  const auto& input = data.input().json();
  if (const auto at = input.find(name); at != input.end()) return text_of(&*at);
  if (subject == nullptr) return {};
  const auto& fields = subject->data.json();
  const auto at = fields.find(name);
  return at == fields.end() ? std::string() : text_of(&*at);
}

bool lists(const std::vector<std::string>& list, const std::string& wanted) {
  return std::ranges::find(list, wanted) != list.end();
}

// Keeps those who fit; a step that would leave nobody is left out.
template <typename Fits>
void narrow(Circle& circle, std::string_view by, Told& told, const Fits& fits) {
  Circle kept;
  std::ranges::copy_if(circle, std::back_inserter(kept), fits);
  if (kept.empty() || kept.size() == circle.size()) return;
  circle = std::move(kept);
  told.step(by, circle.size());
}

// Open cases per share of work, so that whoever has half a share is full with half the cases.
std::uint64_t burden(const User& user, const Facts& facts) {
  return facts.around.load(user.id) * 1000 / std::max<std::uint32_t>(user.weight, 1);
}

std::uint64_t next_turn(const std::string& policy, const User& user, const Facts& facts) {
  // Whoever is new or was away takes a place in the round, not all of what they missed.
  return std::max(facts.around.next_turn(policy, user.id), facts.around.last_turn(policy));
}

void take_step(PolicyStep step, const std::string& policy, Circle& circle, Told& told, const RuleData& data,
               const model::Case* subject, const model::UnitId& unit, const Facts& facts) {
  switch (step) {
    case PolicyStep::area: {
      const auto area = field(data, subject, "area");
      return narrow(circle, "按所在村", told, [&](const User* user) { return lists(user->areas, area); });
    }
    case PolicyStep::category: {
      auto category = field(data, subject, "category");
      if (category.empty()) category = field(data, subject, "dispute_type");
      return narrow(circle, "按类别", told, [&](const User* user) { return lists(user->categories, category); });
    }
    case PolicyStep::unit:
      return narrow(circle, "按单位", told, [&](const User* user) { return !unit.empty() && user->unit == unit; });
    case PolicyStep::least_load: {
      auto least = UINT64_MAX;
      for (const auto* user : circle) least = std::min(least, burden(*user, facts));
      return narrow(circle, "按在办件数最少", told, [&](const User* user) { return burden(*user, facts) == least; });
    }
    case PolicyStep::round_robin: {
      auto first = UINT64_MAX;
      for (const auto* user : circle) first = std::min(first, next_turn(policy, *user, facts));
      return narrow(circle, "按轮流", told, [&](const User* user) { return next_turn(policy, *user, facts) == first; });
    }
  }
}

model::Rejection nobody(const workflows::Policy& policy, std::size_t absent, std::size_t full, std::size_t out) {
  return refuse(
      model::RejectionCode::nobody_to_assign,
      fmt::format("分派策略“{}”找不到可以承办的人（请假{}人，在办已满{}人，回避{}人）；请指定承办人。",
                  policy.label.zh_cn, absent, full, out),
      fmt::format("The policy '{}' finds nobody to assign ({} absent, {} fully loaded, {} recused): name somebody.",
                  policy.label.en, absent, full, out));
}

}  // namespace

std::set<std::string> recused_of(const model::Case* subject) {
  std::set<std::string> recused;
  if (subject == nullptr) return recused;
  const auto& fields = subject->data.json();
  const auto at = fields.find("recused");
  if (at == fields.end() || !at->is_array()) return recused;
  for (const auto& id : *at)
    if (id.is_string()) recused.insert(id.get<std::string>());
  return recused;
}

bool conflicted(const User& user, const model::Case* subject, const std::set<std::string>& recused) {
  const bool accused =
      subject != nullptr && !subject->protection.against.empty() && subject->protection.against == user.unit;
  return accused || recused.contains(user.id.str());
}

bool fully_loaded(const User& user, const Facts& facts) {
  return user.capacity && facts.around.load(user.id) >= *user.capacity;
}

std::expected<model::Assignment, model::Rejection> choose(const workflows::Policy& policy, const RuleData& data,
                                                          const model::Case* subject, const model::UnitId& unit,
                                                          const Facts& facts) {
  const auto today = workflows::local_date(facts.now);
  const auto recused = recused_of(subject);
  std::size_t absent = 0;
  std::size_t full = 0;
  std::size_t out = 0;
  Circle circle;
  for (const auto& [id, user] : facts.directory.users) {
    if (!user.holds_any(policy.roles)) continue;
    if (user.absent_on(today)) {
      ++absent;
    } else if (conflicted(user, subject, recused)) {
      ++out;
    } else if (fully_loaded(user, facts)) {
      ++full;
    } else {
      circle.push_back(&user);
    }
  }
  if (circle.empty()) return std::unexpected(nobody(policy, absent, full, out));
  Told told{fmt::format("策略“{}”：可选{}人（请假{}、已满{}、回避{}）", policy.label.zh_cn, circle.size(), absent, full,
                        out)};
  for (const auto step : policy.steps) take_step(step, policy.id, circle, told, data, subject, unit, facts);
  const auto& chosen = *circle.front();
  model::Assignment assignment;
  assignment.user = chosen.id;
  assignment.why = fmt::format("{}，选定{}。", told.zh_cn, chosen.id.str());
  const auto weight = std::max<std::uint32_t>(chosen.weight, 1);
  const auto from = next_turn(policy.id, chosen, facts);
  assignment.turn = model::Turn{policy.id, from, from + round / weight};
  return assignment;
}

}  // namespace docket::decide

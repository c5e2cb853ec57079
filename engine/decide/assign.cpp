#include "engine/decide/assign.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/decide/policy.hpp"
#include "engine/decide/refusals.hpp"

namespace docket::decide {
namespace {

using model::Assignment;
using model::Rejection;
using nlohmann::json;

std::string text_of(const json& value) { return value.is_string() ? value.get<std::string>() : std::string(); }

class Assigning {
 public:
  Assigning(const workflows::AssignEffect& effect, const RuleData& data, const Facts& facts)
      : effect_(effect), data_(data), facts_(facts) {}

  std::expected<std::string, Rejection> name(const std::optional<workflows::Rule>& rule) const {
    if (!rule) return std::string();
    auto value = data_.value_of(*rule);
    if (!value) return std::unexpected(value.error());
    return text_of(*value);
  }

  std::expected<model::UserId, Rejection> person(const std::string& id, const workflows::Rule& rule) const {
    const auto* user = facts_.directory.user(model::UserId(id));
    if (user != nullptr && user->holds_any(effect_.roles)) return user->id;
    return std::unexpected(unknown_user(input_pointer(rule), facts_.directory.users_with(effect_.roles)));
  }

  std::expected<void, Rejection> unit(Assignment& assignment) const {
    auto id = name(effect_.unit);
    if (!id) return std::unexpected(id.error());
    if (id->empty()) return {};
    if (!facts_.directory.units.contains(model::UnitId(*id)))
      return std::unexpected(unknown_unit(input_pointer(*effect_.unit), facts_.directory));
    assignment.unit = model::UnitId(*id);
    return {};
  }

  std::expected<void, Rejection> helpers(Assignment& assignment) const {
    if (!effect_.co) return {};
    const auto value = data_.value_of(*effect_.co);
    if (!value) return std::unexpected(value.error());
    for (const auto& item : value->is_array() ? *value : json::array()) {
      const auto user = person(text_of(item), *effect_.co);
      if (!user) return std::unexpected(user.error());
      if (*user != assignment.user && std::ranges::find(assignment.co, *user) == assignment.co.end())
        assignment.co.push_back(*user);
    }
    return {};
  }

  std::expected<void, Rejection> reason(Assignment& assignment) const {
    auto why = name(effect_.why);
    if (!why) return std::unexpected(why.error());
    if (!why->empty()) assignment.why = std::move(*why);
    if (assignment.why.empty()) assignment.why = fmt::format("由{}指定。", data_.actor().user.str());
    return {};
  }

 private:
  const workflows::AssignEffect& effect_;
  const RuleData& data_;
  const Facts& facts_;
};

Rejection nobody_named(const workflows::AssignEffect& effect) {
  auto rejection = refuse(model::RejectionCode::unknown_user, "请填写承办人或承办单位。",
                          "Name the person or the unit that gets the case.");
  const auto& rule = effect.user ? effect.user : effect.unit;
  rejection.problems.push_back({rule ? input_pointer(*rule) : "", rejection.sentence});
  return rejection;
}

}  // namespace

std::expected<Assignment, Rejection> assign(const workflows::AssignEffect& effect,
                                            const workflows::Definition& definition, const RuleData& data,
                                            const model::Case* subject, const Facts& facts) {
  const Assigning assigning(effect, data, facts);
  Assignment assignment;
  if (auto unit = assigning.unit(assignment); !unit) return std::unexpected(unit.error());
  const auto named = assigning.name(effect.user);
  if (!named) return std::unexpected(named.error());
  if (!named->empty()) {
    const auto user = assigning.person(*named, *effect.user);
    if (!user) return std::unexpected(user.error());
    assignment.user = *user;
  } else if (effect.policy) {
    auto chosen = choose(definition.policies.at(*effect.policy), data, subject, assignment.unit, facts);
    if (!chosen) return chosen;
    chosen->unit = assignment.unit;
    assignment = std::move(*chosen);
  }
  if (assignment.user.empty() && assignment.unit.empty()) return std::unexpected(nobody_named(effect));
  if (auto helpers = assigning.helpers(assignment); !helpers) return std::unexpected(helpers.error());
  if (auto reason = assigning.reason(assignment); !reason) return std::unexpected(reason.error());
  return assignment;
}

}  // namespace docket::decide

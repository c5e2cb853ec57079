#include "engine/decide/effects.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/base/ensure.hpp"
#include "engine/decide/refusals.hpp"

namespace docket::decide {
namespace {

using model::CaseEvent;
using model::Rejection;
using model::RejectionCode;
using nlohmann::json;
using Applied = std::expected<void, Rejection>;

struct Context {
  const RuleData& data;
  const Facts& facts;
  CaseEvent& event;
  json set = json::object();
};

Rejection no_value(const workflows::Label& why) {
  return refuse(RejectionCode::guard_error, "流程定义中的规则无法求值：" + why.zh_cn,
                "A rule of the definition has no value: " + why.en);
}

std::expected<json, Rejection> value_of(const workflows::Rule& rule, const Context& context) {
  auto value = rule.evaluate(context.data.scope(false));
  if (!value) return std::unexpected(no_value(value.error()));
  return value->json();
}

Applied apply(const workflows::SetEffect& effect, Context& context) {
  for (const auto& [field, rule] : effect.fields) {
    auto value = value_of(rule, context);
    if (!value) return std::unexpected(value.error());
    context.set[field] = std::move(*value);
  }
  return {};
}

Applied apply(const workflows::KeepEffect& effect, Context& context) {
  const auto& input = context.data.input().json();
  for (const auto& field : effect.fields) {
    if (const auto at = input.find(field); at != input.end()) context.set[field] = *at;
  }
  return {};
}

std::string text_of(const json& value) { return value.is_string() ? value.get<std::string>() : std::string(); }

// The input member a rule reads, so that a wrong user is shown where it was typed.
std::string input_pointer(const workflows::Rule& rule) {
  for (const auto& path : rule.paths()) {
    if (path.starts_with("input.")) return "/" + path.substr(6);
  }
  return "";
}

std::vector<std::string> units_of(const model::Directory& directory) {
  std::vector<std::string> ids;
  for (const auto& [id, unit] : directory.units) ids.push_back(id.str());
  return ids;
}

Applied apply(const workflows::AssignEffect& effect, Context& context) {
  model::Assignment assignment;
  const auto& directory = context.facts.directory;
  const auto& rule = effect.user ? *effect.user : *effect.unit;
  const auto chosen = value_of(rule, context);
  if (!chosen) return std::unexpected(chosen.error());
  const auto name = text_of(*chosen);
  if (effect.user) {
    const auto* user = directory.user(model::UserId(name));
    if (user == nullptr || !user->holds_any(effect.roles))
      return std::unexpected(unknown_user(input_pointer(rule), directory.users_with(effect.roles)));
    assignment.user = user->id;
  } else {
    if (!directory.units.contains(model::UnitId(name)))
      return std::unexpected(unknown_unit(input_pointer(rule), units_of(directory)));
    assignment.unit = model::UnitId(name);
  }
  if (effect.why) {
    const auto why = value_of(*effect.why, context);
    if (!why) return std::unexpected(why.error());
    assignment.why = text_of(*why);
  }
  context.event.assigned = std::move(assignment);
  return {};
}

Applied apply(const workflows::ReopenEffect&, Context& context) {
  context.event.reopens = true;
  ++context.event.cycle;
  return {};
}

Applied apply(const workflows::OpenEffect&, Context&) { ENSURE(false, "a definition with open effects is not served"); }
Applied apply(const workflows::LinkEffect&, Context&) { ENSURE(false, "a definition with link effects is not served"); }
Applied apply(const workflows::UnlinkEffect&, Context&) { ENSURE(false, "a definition with links is not served"); }
Applied apply(const workflows::ProtectEffect&, Context&) { ENSURE(false, "a definition with levels is not served"); }

}  // namespace

Applied apply_effects(const workflows::Action& action, const RuleData& data, const Facts& facts, CaseEvent& event) {
  Context context{data, facts, event};
  for (const auto& effect : action.effects) {
    auto applied = std::visit([&context](const auto& one) { return apply(one, context); }, effect);
    if (!applied) return applied;
  }
  event.set = workflows::Value(std::move(context.set));
  return {};
}

}  // namespace docket::decide

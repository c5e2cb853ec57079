#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "workflows/parse_sections.hpp"

namespace docket::workflows {

using nlohmann::json;

namespace {

std::optional<Rule> optional_rule(Members& members, std::string_view key) {
  const auto* rule = members.optional(key);
  return rule == nullptr ? std::nullopt : parse_rule(*rule, members.pointer_to(key), members.problems());
}

SetEffect parse_set(Members& effect) {
  SetEffect set;
  effect.each("set", [&](const std::string& field, const json& rule, const std::string& pointer) {
    if (auto parsed = parse_rule(rule, pointer, effect.problems())) set.fields.emplace_back(field, *parsed);
  });
  return set;
}

AssignEffect parse_assign(const json& value, const std::string& pointer, Problems& problems) {
  Members members(value, pointer, problems);
  AssignEffect assign;
  const bool user = value.is_object() && value.contains("user");
  const bool unit = value.is_object() && value.contains("unit");
  if (value.is_object() && user == unit)
    problems.push_back({pointer,
                        {"请在“user”（交给某人）和“unit”（交给某单位）中写且只写一个。",
                         "Write exactly one of \"user\" (a person gets it) and \"unit\" (a unit gets it)."}});
  assign.user = optional_rule(members, "user");
  assign.unit = optional_rule(members, "unit");
  assign.roles = members.texts("roles");
  assign.why = optional_rule(members, "why");
  members.refuse_unknown();
  return assign;
}

OpenEffect parse_open(const json& value, const std::string& pointer, Problems& problems) {
  Members members(value, pointer, problems);
  OpenEffect open{members.required_id("workflow"), members.required_id("action"), members.required_id("relation"),
                  Value::object()};
  json input = json::object();
  members.each("input", [&](const std::string& field, const json& rule, const std::string& place) {
    parse_rule(rule, place, problems);
    input[field] = rule;
  });
  open.input = Value(std::move(input));
  members.refuse_unknown();
  return open;
}

std::optional<LinkEffect> parse_link(const json& value, const std::string& pointer, Problems& problems) {
  Members members(value, pointer, problems);
  members.required("other");
  auto other = optional_rule(members, "other");
  auto relation = members.required_id("relation");
  members.refuse_unknown();
  if (!other) return std::nullopt;
  return LinkEffect{std::move(*other), std::move(relation)};
}

std::optional<Effect> parse_effect(const json& value, const std::string& pointer, Problems& problems) {
  Members members(value, pointer, problems);
  if (!value.is_object()) return std::nullopt;
  std::optional<Effect> effect;
  if (members.optional("set") != nullptr) effect = parse_set(members);
  if (members.optional("keep") != nullptr) effect = KeepEffect{members.texts("keep")};
  if (const auto* assign = members.optional("assign"))
    effect = parse_assign(*assign, members.pointer_to("assign"), problems);
  if (members.optional("reopen") != nullptr) {
    if (!members.flag("reopen"))
      members.refuse("reopen", {"请写 true，或删去这一项。", "Write true, or remove this effect."});
    effect = ReopenEffect{};
  }
  if (const auto* open = members.optional("open")) effect = parse_open(*open, members.pointer_to("open"), problems);
  if (const auto* link = members.optional("link"))
    if (auto parsed = parse_link(*link, members.pointer_to("link"), problems)) effect = std::move(*parsed);
  members.refuse_unknown();
  if (value.size() != 1)
    problems.push_back({pointer,
                        {"每项效果只写一件事：set、keep、assign、reopen、open 或 link。",
                         "Let each effect do one thing: set, keep, assign, reopen, open or link."}});
  return effect;
}

}  // namespace

std::optional<Rule> parse_rule(const json& rule, const std::string& pointer, Problems& problems) {
  auto parsed = Rule::parse(Value(json(rule)));
  if (parsed) return std::move(*parsed);
  adopt(problems, pointer, parsed.error());
  return std::nullopt;
}

std::vector<Effect> parse_effects(Members& action) {
  std::vector<Effect> effects;
  const auto* value = action.optional("effects");
  if (value == nullptr) return effects;
  if (!value->is_array()) {
    action.refuse("effects", {"这里应当是一个列表 […]。", "Write a list […] here."});
    return effects;
  }
  for (std::size_t index = 0; index < value->size(); ++index) {
    const auto pointer = fmt::format("{}/{}", action.pointer_to("effects"), index);
    if (auto effect = parse_effect((*value)[index], pointer, action.problems())) effects.push_back(std::move(*effect));
  }
  return effects;
}

std::map<std::string, Guard> parse_guards(Members& document) {
  std::map<std::string, Guard> guards;
  document.each_id("guards", [&](const std::string& id, const json& value, const std::string& pointer) {
    Members members(value, pointer, document.problems());
    auto otherwise = members.required_label("else");
    const auto* when = members.required("when");
    members.refuse_unknown();
    if (when == nullptr) return;
    auto rule = parse_rule(*when, members.pointer_to("when"), document.problems());
    if (rule) guards.emplace(id, Guard{id, std::move(*rule), std::move(otherwise)});
  });
  return guards;
}

}  // namespace docket::workflows

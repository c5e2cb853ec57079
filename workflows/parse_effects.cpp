#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "workflows/lint_sections.hpp"
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
  assign.user = optional_rule(members, "user");
  assign.unit = optional_rule(members, "unit");
  assign.co = optional_rule(members, "co");
  assign.policy = members.text("policy");
  if (value.is_object() && !value.contains("user") && !value.contains("unit") && !value.contains("policy"))
    problems.push_back({pointer,
                        {"请写“user”（交给某人）、“unit”（交给某单位）或“policy”（按策略选人）。",
                         "Write \"user\" (a person gets it), \"unit\" (a unit gets it) or \"policy\" (a policy "
                         "chooses)."}});
  assign.roles = members.texts("roles");
  assign.why = optional_rule(members, "why");
  members.refuse_unknown();
  return assign;
}

OpenEffect parse_open(const json& value, const std::string& pointer, Problems& problems) {
  Members members(value, pointer, problems);
  OpenEffect open{members.required_id("workflow"), members.required_id("action"), members.required_id("relation"), {}};
  members.each("input", [&](const std::string& field, const json& rule, const std::string& place) {
    if (auto parsed = parse_rule(rule, place, problems)) open.input.emplace_back(field, std::move(*parsed));
  });
  members.refuse_unknown();
  return open;
}

std::optional<LinkEffect> parse_link(const json& value, const std::string& pointer, Problems& problems) {
  Members members(value, pointer, problems);
  members.required("other");
  members.required("relation");
  auto other = optional_rule(members, "other");
  auto relation = optional_rule(members, "relation");
  members.refuse_unknown();
  if (!other || !relation) return std::nullopt;
  return LinkEffect{std::move(*other), std::move(*relation)};
}

UnlinkEffect parse_unlink(const json& value, const std::string& pointer, Problems& problems) {
  Members members(value, pointer, problems);
  UnlinkEffect unlink{members.required_id("relation")};
  members.refuse_unknown();
  return unlink;
}

std::optional<ProtectEffect> parse_protect(const json& value, const std::string& pointer, Problems& problems) {
  Members members(value, pointer, problems);
  members.required("level");
  auto level = optional_rule(members, "level");
  auto readers = optional_rule(members, "readers");
  auto against = optional_rule(members, "against");
  members.refuse_unknown();
  if (!level) return std::nullopt;
  return ProtectEffect{std::move(*level), std::move(readers), std::move(against)};
}

std::optional<EraseEffect> parse_erase(const json& value, const std::string& pointer, Problems& problems) {
  Members members(value, pointer, problems);
  members.required("subject");
  auto subject = optional_rule(members, "subject");
  members.refuse_unknown();
  if (!subject) return std::nullopt;
  return EraseEffect{std::move(*subject)};
}

std::optional<Effect> parse_effect(const json& value, const std::string& pointer, Problems& problems) {
  Members members(value, pointer, problems);
  if (!value.is_object()) return std::nullopt;
  std::optional<Effect> effect;
  if (members.optional("set") != nullptr) effect = parse_set(members);
  if (members.optional("keep") != nullptr) effect = KeepEffect{members.texts("keep")};
  if (const auto* assign = members.optional("assign"))
    effect = parse_assign(*assign, members.pointer_to("assign"), problems);
  const auto said = [&members](const char* name) {
    if (members.optional(name) == nullptr) return false;
    if (!members.flag(name)) members.refuse(name, {"请写 true，或删去这一项。", "Write true, or remove this effect."});
    return true;
  };
  if (said("reopen")) effect = ReopenEffect{};
  if (said("release")) effect = ReleaseEffect{};
  if (const auto* open = members.optional("open")) effect = parse_open(*open, members.pointer_to("open"), problems);
  if (const auto* link = members.optional("link"))
    if (auto parsed = parse_link(*link, members.pointer_to("link"), problems)) effect = std::move(*parsed);
  if (const auto* unlink = members.optional("unlink"))
    effect = parse_unlink(*unlink, members.pointer_to("unlink"), problems);
  if (const auto* protect = members.optional("protect"))
    if (auto parsed = parse_protect(*protect, members.pointer_to("protect"), problems)) effect = std::move(*parsed);
  if (const auto* erase = members.optional("erase"))
    if (auto parsed = parse_erase(*erase, members.pointer_to("erase"), problems)) effect = std::move(*parsed);
  members.refuse_unknown();
  if (value.size() != 1)
    problems.push_back(
        {pointer,
         {"每项效果只写一件事：set、keep、assign、reopen、release、open、link、unlink、protect 或 erase。",
          "Let each effect do one thing: set, keep, assign, reopen, release, open, link, unlink, protect "
          "or erase."}});
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

std::map<std::string, Policy> parse_policies(Members& document) {
  std::map<std::string, Policy> policies;
  document.each_id("policies", [&](const std::string& id, const json& value, const std::string& pointer) {
    Members members(value, pointer, document.problems());
    Policy policy{id, members.required_label("label"), members.texts("roles"), {}};
    members.required("roles");
    lint_roles(policy.roles, members.pointer_to("roles"), document.problems());
    const std::map<std::string, PolicyStep, std::less<>> known = {{"area", PolicyStep::area},
                                                                  {"category", PolicyStep::category},
                                                                  {"unit", PolicyStep::unit},
                                                                  {"least_load", PolicyStep::least_load},
                                                                  {"round_robin", PolicyStep::round_robin}};
    for (const auto& word : members.texts("steps")) {
      if (const auto step = known.find(word); step != known.end()) {
        policy.steps.push_back(step->second);
      } else {
        members.refuse("steps", {"步骤只有：area、category、unit、least_load、round_robin。",
                                 "The steps are: area, category, unit, least_load, round_robin."});
      }
    }
    members.refuse_unknown();
    policies.emplace(id, std::move(policy));
  });
  return policies;
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

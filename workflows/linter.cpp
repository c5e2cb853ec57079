#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "workflows/lint_sections.hpp"
#include "workflows/members.hpp"
#include "workflows/parser.hpp"

namespace docket::workflows {

using nlohmann::json;

namespace {

bool has_member(const json& object, const char* section, const std::string& id) {
  return member(object, section).contains(id);
}

void lint_from(const Definition& definition, const Action& action, const std::string& pointer, Problems& problems) {
  // `null` entries shift the index in the file; the states are looked up there.
  const auto& from = member(member(member(definition.resolved.json(), "actions"), action.id), "from");
  for (std::size_t index = 0; from.is_array() && index < from.size(); ++index)
    if (from[index].is_string() && !has_member(definition.resolved.json(), "states", from[index]))
      problems.push_back({fmt::format("{}/from/{}", pointer, index),
                          {"没有这个状态，请检查拼写，或在 states 里补上。",
                           "There is no such state: check the spelling or add it to \"states\"."}});
  if (action.to.kind == TargetKind::state && !has_member(definition.resolved.json(), "states", action.to.state))
    problems.push_back({pointer + "/to",
                        {"没有这个状态，请检查拼写；留在原状态请写“@same”。",
                         "There is no such state: check the spelling, or write \"@same\" to stay."}});
  if (action.from.nothing && action.to.kind != TargetKind::state)
    problems.push_back(
        {pointer + "/to",
         {"新建案件的动作须写明进入哪个状态。", "An action that opens a case must name the state it enters."}});
}

void lint_effects(const Definition& definition, const Action& action, const std::string& pointer, Problems& problems) {
  const auto& fields = definition.fields.json();
  const auto& inputs = input_members(definition, action);
  for (std::size_t index = 0; index < action.effects.size(); ++index) {
    const auto place = fmt::format("{}/effects/{}", pointer, index);
    if (const auto* set = std::get_if<SetEffect>(&action.effects[index]))
      for (const auto& [field, rule] : set->fields)
        if (!fields.contains(field))
          problems.push_back({place + "/set/" + field,
                              {"没有这个字段，请在 fields 里补上。", "There is no such field: add it to \"fields\"."}});
    const auto* keep = std::get_if<KeepEffect>(&action.effects[index]);
    for (std::size_t item = 0; keep != nullptr && item < keep->fields.size(); ++item)
      if (!fields.contains(keep->fields[item]) || !inputs.contains(keep->fields[item]))
        problems.push_back({fmt::format("{}/keep/{}", place, item),
                            {"要保留的内容须既是 fields 里的字段，又在本动作的 input 里。",
                             "What is kept must be a field and a member of this action's input."}});
    if (std::holds_alternative<EraseEffect>(action.effects[index]) && action.from.nothing)
      problems.push_back({place + "/erase",
                          {"新建案件时还没有可销毁的个人信息；请把 erase 放到别的动作里。",
                           "A case that opens holds nothing to erase yet: erase in another action."}});
    const auto* assign = std::get_if<AssignEffect>(&action.effects[index]);
    if (assign == nullptr) continue;
    lint_roles(assign->roles, place + "/assign/roles", problems);
    if (assign->policy && !definition.policies.contains(*assign->policy))
      problems.push_back({place + "/assign/policy",
                          {"没有这个分派策略，请检查拼写，或在 policies 里补上。",
                           "There is no such policy: check the spelling or add it to \"policies\"."}});
  }
}

}  // namespace

const json& input_members(const Definition& definition, const Action& action) {
  return member(member(member(member(definition.resolved.json(), "actions"), action.id), "input"), "properties");
}

bool is_role(std::string_view role) { return std::ranges::find(known_roles, role) != std::end(known_roles); }

void lint_roles(const std::vector<std::string>& roles, const std::string& pointer, Problems& problems) {
  for (std::size_t index = 0; index < roles.size(); ++index)
    if (!is_role(roles[index]))
      problems.push_back({fmt::format("{}/{}", pointer, index),
                          {fmt::format("没有这个角色，可用的有：{}。", fmt::join(known_roles, "、")),
                           fmt::format("There is no such role; use one of: {}.", fmt::join(known_roles, ", "))}});
}

Problems lint_references(const Definition& definition) {
  Problems problems;
  const auto& file = definition.resolved.json();
  std::set<std::string> used;
  for (const auto& action : definition.actions) {
    const auto pointer = pointer_child("/actions", action.id);
    lint_from(definition, action, pointer, problems);
    lint_roles(action.roles, pointer + "/roles", problems);
    lint_effects(definition, action, pointer, problems);
    for (std::size_t index = 0; index < action.guards.size(); ++index) {
      used.insert(action.guards[index]);
      if (!has_member(file, "guards", action.guards[index]))
        problems.push_back({fmt::format("{}/guards/{}", pointer, index),
                            {"没有这个条件，请检查拼写，或在 guards 里补上。",
                             "There is no such guard: check the spelling or add it to \"guards\"."}});
    }
    if (action.roles.empty() && has_member(member(file, "actions"), action.id.c_str(), "roles"))
      problems.push_back(
          {pointer + "/roles", {"请写明谁可以执行，至少一个角色。", "Say who may do this: name at least one role."}});
  }
  for (const auto& [id, guard] : definition.guards)
    if (!used.contains(id))
      problems.push_back({pointer_child("/guards", id),
                          {"没有动作使用这个条件，请引用或删去。", "No action uses this guard: use it or remove it."}});
  return problems;
}

Problems lint(const Definition& definition) {
  Problems problems;
  adopt(problems, "", lint_references(definition));
  adopt(problems, "", lint_fields(definition));
  adopt(problems, "", lint_rules(definition));
  adopt(problems, "", lint_deadlines(definition));
  adopt(problems, "", lint_graph(definition));
  return problems;
}

}  // namespace docket::workflows

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "workflows/lint_sections.hpp"
#include "workflows/members.hpp"

namespace docket::workflows {

using nlohmann::json;
using Segments = std::vector<std::string>;

namespace {

// What rules may read: {case, input, actor, now, today, history, facts, deadlines}.
const std::set<std::string, std::less<>> case_members = {"id",        "number",    "state",      "cycle", "assignee",
                                                         "unit",      "co",        "data",       "links", "level",
                                                         "opened_by", "opened_at", "entered_at", "merged"};
const std::set<std::string, std::less<>> actor_members = {"id", "roles", "unit", "is_assignee"};
const std::set<std::string, std::less<>> history_members = {"count", "first", "last", "by"};
const std::set<std::string, std::less<>> free_roots = {"now", "today", "facts"};

Segments split(const std::string& path) {
  Segments segments(1);
  for (const char c : path) {
    if (c == '.') {
      segments.emplace_back();
    } else {
      segments.back() += c;
    }
  }
  return segments;
}

// The field that {"$ref": "#/fields/<field>"} stands for, or the schema itself.
const json& referred(const json& schema, const json& fields) {
  const auto& ref = member(schema, "$ref");
  if (!ref.is_string()) return schema;
  const auto& text = ref.get_ref<const std::string&>();
  return member(fields, std::string_view(text).substr(text.rfind('/') + 1));
}

// Follows the path through a schema's properties; lists and open objects end the search in favour of the
// author.
bool exists_in(const json& properties, const json& fields, const Segments& path, std::size_t index) {
  const auto* members = &properties;
  for (; index < path.size(); ++index) {
    if (!members->contains(path[index])) return false;
    const auto& inner = member(referred(member(*members, path[index]), fields), "properties");
    if (!inner.is_object()) return true;
    members = &inner;
  }
  return true;
}

bool member_of(const std::set<std::string, std::less<>>& members, const Segments& path) {
  return path.size() < 2 || members.contains(path[1]);
}

bool exists(const Definition& definition, const Action& action, const Segments& path) {
  const auto& root = path[0];
  const auto& fields = definition.fields.json();
  if (root == "input") return exists_in(input_members(definition, action), fields, path, 1);
  if (root == "case" && path.size() > 2 && path[1] == "data") return exists_in(fields, fields, path, 2);
  if (root == "case") return member_of(case_members, path);
  if (root == "actor") return member_of(actor_members, path);
  if (root == "history" && path.size() > 1)
    return definition.action(path[1]) != nullptr && (path.size() == 2 || history_members.contains(path[2]));
  if (root == "deadlines" && path.size() > 1)
    return std::ranges::find(definition.deadlines, path[1], &Deadline::id) != definition.deadlines.end();
  return root == "history" || root == "deadlines" || free_roots.contains(root);
}

class RuleLint {
 public:
  RuleLint(const Definition& definition, Problems& problems) : definition_(definition), problems_(problems) {}

  void check(const Rule& rule, const Action& action, const std::string& pointer) {
    for (const auto& path : rule.paths())
      if (!exists(definition_, action, split(path)) && seen_.insert({pointer, path, action.id}).second)
        problems_.push_back({pointer,
                             {fmt::format("规则读取“{}”，但在动作“{}”里没有这一项，请检查拼写。", path, action.id),
                              fmt::format("The rule reads \"{}\", which the action \"{}\" does not have: check the "
                                          "spelling.",
                                          path, action.id)}});
  }

 private:
  const Definition& definition_;
  Problems& problems_;
  std::set<std::tuple<std::string, std::string, std::string>> seen_;
};

void check_effect(RuleLint& lint, const Effect& effect, const Action& action, const std::string& pointer) {
  if (const auto* set = std::get_if<SetEffect>(&effect))
    for (const auto& [field, rule] : set->fields) lint.check(rule, action, pointer + "/set/" + field);
  if (const auto* assign = std::get_if<AssignEffect>(&effect)) {
    if (assign->user) lint.check(*assign->user, action, pointer + "/assign/user");
    if (assign->unit) lint.check(*assign->unit, action, pointer + "/assign/unit");
    if (assign->co) lint.check(*assign->co, action, pointer + "/assign/co");
    if (assign->why) lint.check(*assign->why, action, pointer + "/assign/why");
  }
  if (const auto* link = std::get_if<LinkEffect>(&effect)) {
    lint.check(link->other, action, pointer + "/link/other");
    lint.check(link->relation, action, pointer + "/link/relation");
  }
  if (const auto* open = std::get_if<OpenEffect>(&effect))
    for (const auto& [field, rule] : open->input) lint.check(rule, action, pointer + "/open/input/" + field);
  if (const auto* protect = std::get_if<ProtectEffect>(&effect)) {
    lint.check(protect->level, action, pointer + "/protect/level");
    if (protect->readers) lint.check(*protect->readers, action, pointer + "/protect/readers");
    if (protect->against) lint.check(*protect->against, action, pointer + "/protect/against");
  }
  if (const auto* erase = std::get_if<EraseEffect>(&effect))
    lint.check(erase->subject, action, pointer + "/erase/subject");
}

}  // namespace

Problems lint_rules(const Definition& definition) {
  Problems problems;
  RuleLint lint(definition, problems);
  for (const auto& action : definition.actions) {
    for (const auto& id : action.guards)
      if (const auto guard = definition.guards.find(id); guard != definition.guards.end())
        lint.check(guard->second.when, action, pointer_child("/guards", id) + "/when");
    for (std::size_t index = 0; index < action.effects.size(); ++index)
      check_effect(lint, action.effects[index], action,
                   fmt::format("{}/effects/{}", pointer_child("/actions", action.id), index));
  }
  return problems;
}

}  // namespace docket::workflows

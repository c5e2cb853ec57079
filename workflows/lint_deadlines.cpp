#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "workflows/lint_sections.hpp"

namespace docket::workflows {

using nlohmann::json;

namespace {

// "obligations[].due_at" begins with the field "obligations".
std::string base_name(const std::string& path) { return path.substr(0, path.find_first_of("[.")); }

bool names_field(const Definition& definition, const std::string& path) {
  const auto name = base_name(path);
  return definition.fields.json().contains(name) || std::ranges::any_of(definition.actions, [&](const Action& action) {
           return input_members(definition, action).contains(name);
         });
}

void lint_triggers(const Definition& definition, const std::vector<Trigger>& triggers, const std::string& pointer,
                   Problems& problems) {
  for (std::size_t index = 0; index < triggers.size(); ++index) {
    const auto& trigger = triggers[index];
    const bool known =
        trigger.kind == Trigger::Kind::enter
            ? definition.state(trigger.name) != nullptr
            : std::ranges::find(definition.actions, trigger.name, &Action::event) != definition.actions.end();
    if (!known)
      problems.push_back(
          {fmt::format("{}/{}", pointer, index),
           {"没有这个状态或事件，请检查拼写。", "There is no such state or event: check the spelling."}});
  }
}

void lint_breach(const Definition& definition, const Deadline& deadline, const std::string& pointer,
                 Problems& problems) {
  if (!deadline.breach_action) return;
  const auto* action = definition.action(*deadline.breach_action);
  if (action == nullptr) {
    problems.push_back({pointer + "/on_breach/action",
                        {"没有这个动作，请检查拼写。", "There is no such action: check the spelling."}});
    return;
  }
  if (std::ranges::find(action->roles, "system") == action->roles.end())
    problems.push_back({pointer + "/on_breach/action",
                        {"超期时由系统执行这个动作，请在它的 roles 里加上 system。",
                         "The system takes this action: add \"system\" to its roles."}});
}

void lint_amount(const Definition& definition, const Deadline& deadline, const std::string& pointer,
                 Problems& problems) {
  if (!deadline.within && !deadline.due_field)
    problems.push_back({pointer,
                        {"请写期限“within”，或指明日期字段“due_field”。",
                         "Write how long it is (\"within\"), or name the field with the date (\"due_field\")."}});
  const auto field = [&](const std::optional<std::string>& path, const char* member) {
    if (path && !names_field(definition, *path))
      problems.push_back(
          {pointer + "/" + member, {"没有这个字段，请检查拼写。", "There is no such field: check the spelling."}});
  };
  field(deadline.due_field, "due_field");
  field(deadline.per_item, "per_item");
  if (deadline.profile && definition.profiles.empty())
    problems.push_back({pointer + "/profile",
                        {"没有可用的期限档（profiles），请补上或删去这一项。",
                         "There are no due profiles: add \"profiles\" or remove this."}});
}

}  // namespace

Problems lint_deadlines(const Definition& definition) {
  Problems problems;
  if (definition.states.empty()) return problems;  // their absence is the problem
  for (const auto& deadline : definition.deadlines) {
    const auto pointer = pointer_child("/deadlines", deadline.id);
    lint_triggers(definition, deadline.start, pointer + "/start", problems);
    lint_triggers(definition, deadline.stop, pointer + "/stop", problems);
    if (deadline.start.empty() || deadline.stop.empty())
      problems.push_back({pointer + (deadline.start.empty() ? "/start" : "/stop"),
                          {"时限须能开始，也须能停止：请写至少一个状态或事件。",
                           "A time limit must be able to start and to stop: name at least one state or event."}});
    for (std::size_t index = 0; index < deadline.pause_in.size(); ++index)
      if (definition.state(deadline.pause_in[index]) == nullptr)
        problems.push_back({fmt::format("{}/pause_in/{}", pointer, index),
                            {"没有这个状态，请检查拼写。", "There is no such state: check the spelling."}});
    lint_amount(definition, deadline, pointer, problems);
    lint_breach(definition, deadline, pointer, problems);
    if (deadline.extend) {
      lint_roles(deadline.extend->roles, pointer + "/extend/roles", problems);
      if (deadline.extend->roles.empty())
        problems.push_back(
            {pointer + "/extend", {"请写明谁批准延期（roles）。", "Say who approves an extension (\"roles\")."}});
    }
  }
  for (std::size_t index = 0; index < definition.profiles.size(); ++index) {
    const auto& profile = definition.profiles[index];
    if (profile.extend) lint_roles(profile.extend->roles, fmt::format("/profiles/{}/extend/roles", index), problems);
    for (const auto& [field, value] : profile.match)
      if (!definition.fields.json().contains(field))
        problems.push_back({fmt::format("/profiles/{}/match/{}", index, field),
                            {"没有这个字段，请检查拼写。", "There is no such field: check the spelling."}});
  }
  return problems;
}

}  // namespace docket::workflows

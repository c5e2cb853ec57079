#include "engine/decide/scope.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace docket::decide {
namespace {

using nlohmann::json;

json history_of(const model::Case& subject) {
  auto history = json::object();
  for (const auto& [action, done] : subject.history) {
    history[action] = {{"count", done.count},
                       {"first", format_timestamp(done.first)},
                       {"last", format_timestamp(done.last)},
                       {"by", done.by.str()}};
  }
  return history;
}

json case_of(const model::Case& subject) {
  auto view = json::object();
  view["id"] = subject.id.str();
  view["number"] = subject.number;
  view["state"] = subject.state;
  view["cycle"] = subject.cycle;
  view["opened_by"] = subject.opened_by.str();
  view["opened_at"] = format_timestamp(subject.opened);
  // Both members always exist, so that a rule may compare them without asking first.
  view["assignee"] =
      subject.assignment && !subject.assignment->user.empty() ? json(subject.assignment->user.str()) : json();
  view["unit"] =
      subject.assignment && !subject.assignment->unit.empty() ? json(subject.assignment->unit.str()) : json();
  view["data"] = subject.data.json();
  return view;
}

bool reads(const workflows::Effect& effect, std::string_view root) {
  if (const auto* set = std::get_if<workflows::SetEffect>(&effect)) {
    return std::ranges::any_of(set->fields, [root](const auto& field) { return field.second.reads(root); });
  }
  if (const auto* assign = std::get_if<workflows::AssignEffect>(&effect)) {
    const auto reads_it = [root](const std::optional<workflows::Rule>& rule) { return rule && rule->reads(root); };
    return reads_it(assign->user) || reads_it(assign->unit) || reads_it(assign->why);
  }
  return false;
}

bool reads(const workflows::Definition& definition, const workflows::Action& action, std::string_view root) {
  const auto guard_reads = [&](const std::string& id) {
    const auto guard = definition.guards.find(id);
    return guard != definition.guards.end() && guard->second.when.reads(root);
  };
  return std::ranges::any_of(action.guards, guard_reads) ||
         std::ranges::any_of(action.effects, [root](const auto& effect) { return reads(effect, root); });
}

}  // namespace

json rule_data(const model::Command& command, const workflows::Value& input, const model::Case* subject,
               const workflows::Definition& definition, const workflows::Action& action, const Facts& facts) {
  auto data = json::object();
  const auto wanted = [&](std::string_view root) { return reads(definition, action, root); };
  data["input"] = input.json();  // `keep` effects read it whatever the rules do
  if (wanted("actor")) {
    data["actor"] = {
        {"id", command.actor.user.str()}, {"roles", command.actor.roles}, {"unit", command.actor.unit.str()}};
  }
  if (wanted("now")) data["now"] = format_timestamp(facts.now);
  if (wanted("today")) data["today"] = workflows::format_date(workflows::local_date(facts.now));
  if (wanted("case")) data["case"] = subject == nullptr ? json() : case_of(*subject);
  if (wanted("history")) data["history"] = subject == nullptr ? json::object() : history_of(*subject);
  if (wanted("facts")) data["facts"] = json::object();
  if (wanted("deadlines")) data["deadlines"] = json::object();
  return data;
}

}  // namespace docket::decide

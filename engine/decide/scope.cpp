#include "engine/decide/scope.hpp"

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
  view["assignee"] = subject.assignment && !subject.assignment->user.empty() ? json(subject.assignment->user.str()) : json();
  view["unit"] = subject.assignment && !subject.assignment->unit.empty() ? json(subject.assignment->unit.str()) : json();
  view["data"] = subject.data.json();
  return view;
}

}  // namespace

json rule_data(const model::Command& command, const workflows::Value& input, const model::Case* subject, const Facts& facts) {
  auto data = json::object();
  data["actor"] = {{"id", command.actor.user.str()}, {"roles", command.actor.roles}, {"unit", command.actor.unit.str()}};
  data["now"] = format_timestamp(facts.now);
  data["today"] = workflows::format_date(workflows::local_date(facts.now));
  data["input"] = input.json();
  data["case"] = subject == nullptr ? json() : case_of(*subject);
  data["history"] = subject == nullptr ? json::object() : history_of(*subject);
  data["facts"] = json::object();
  data["deadlines"] = json::object();
  return data;
}

}  // namespace docket::decide

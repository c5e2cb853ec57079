#include "engine/decide/scope.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace docket::decide {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 8> roots = {"actor",   "case",  "deadlines", "facts",
                                                   "history", "input", "now",       "today"};

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

json assigned(const std::string& id) { return id.empty() ? json() : json(id); }

json case_of(const model::Case& subject) {
  auto view = json::object();
  view["id"] = subject.id.str();
  view["number"] = subject.number;
  view["state"] = subject.state;
  view["cycle"] = subject.cycle;
  view["opened_by"] = subject.opened_by.str();
  view["opened_at"] = format_timestamp(subject.opened);
  // Both members always exist, so that a rule may compare them without asking first.
  view["assignee"] = subject.assignment ? assigned(subject.assignment->user.str()) : json();
  view["unit"] = subject.assignment ? assigned(subject.assignment->unit.str()) : json();
  view["data"] = subject.data.json();
  return view;
}

}  // namespace

RuleData::RuleData(const model::Command& command, const workflows::Value& input, const model::Case* subject,
                   const Facts& facts)
    : command_(command), input_(input), subject_(subject), facts_(facts) {}

RuleData::~RuleData() = default;

workflows::Scope RuleData::scope(bool personal_as_presence) const {
  static const json nothing = json::object();
  return {nothing, &facts_.calendar, personal_as_presence, this};
}

// What exists already is pointed to; the members that rules ask for most are made without the rest of the case.
const json* RuleData::find(std::string_view path) const {
  if (path == "input") return &input_.json();
  if (path == "case.data" && subject_ != nullptr) return &subject_->data.json();
  const bool small = path == "case.assignee" || path == "case.unit" || path == "case.cycle" || path == "actor.id" ||
                     path == "actor.unit";
  const bool known = path.empty() || small || std::ranges::find(roots, path) != roots.end();
  if (!known || (small && path.starts_with("case") && subject_ == nullptr)) return nullptr;
  const auto made = made_.find(path);
  if (made != made_.end()) return made->second.get();
  return made_.emplace(std::string(path), std::make_unique<json>(make(path))).first->second.get();
}

json RuleData::make(std::string_view path) const {
  if (path == "case.assignee") return subject_->assignment ? assigned(subject_->assignment->user.str()) : json();
  if (path == "case.unit") return subject_->assignment ? assigned(subject_->assignment->unit.str()) : json();
  if (path == "case.cycle") return subject_->cycle;
  if (path == "actor.id") return command_.actor.user.str();
  if (path == "actor.unit") return command_.actor.unit.str();
  if (path == "actor") {
    return {{"id", command_.actor.user.str()}, {"roles", command_.actor.roles}, {"unit", command_.actor.unit.str()}};
  }
  if (path == "now") return format_timestamp(facts_.now);
  if (path == "today") return workflows::format_date(workflows::local_date(facts_.now));
  if (path == "case") return subject_ == nullptr ? json() : case_of(*subject_);
  if (path == "history") return subject_ == nullptr ? json::object() : history_of(*subject_);
  if (path == "input") return input_.json();
  if (!path.empty()) return json::object();  // facts and deadlines: filled by later rules
  auto whole = json::object();
  for (const auto root : roots) whole[std::string(root)] = make(root);
  return whole;
}

}  // namespace docket::decide

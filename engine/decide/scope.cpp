#include "engine/decide/scope.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "engine/decide/matter.hpp"
#include "engine/decide/policy.hpp"
#include "engine/decide/references.hpp"
#include "engine/decide/refusals.hpp"
#include "engine/model/sight.hpp"

namespace docket::decide {
namespace {

using nlohmann::json;

// What a rule may ask for alone, so that the rest around it is not made.
constexpr std::array<std::string_view, 4> alone = {"facts.cases", "facts.people", "facts.same_matter",
                                                   "facts.finalized_matter"};
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
  view["entered_at"] = format_timestamp(subject.entered);
  view["level"] = model::level_name(subject.protection.level);
  view["merged"] = model::master_of(subject) != nullptr;
  auto& links = view["links"] = json::array();
  for (const auto& [relation, other] : subject.links) links.push_back({{"relation", relation}, {"case", other.str()}});
  auto& co = view["co"] = json::array();
  if (subject.assignment)
    for (const auto& user : subject.assignment->co) co.push_back(user.str());
  // Both members always exist, so that a rule may compare them without asking first.
  view["assignee"] = subject.assignment ? assigned(subject.assignment->user.str()) : json();
  view["unit"] = subject.assignment ? assigned(subject.assignment->unit.str()) : json();
  view["data"] = subject.data.json();
  return view;
}

}  // namespace

RuleData::RuleData(const model::Command& command, const workflows::Value& input, const model::Case* subject,
                   const workflows::Action& action, const Facts& facts)
    : command_(command), input_(input), subject_(subject), action_(action), facts_(facts) {}

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
                     path == "actor.unit" || path == "actor.is_assignee";
  const bool known = path.empty() || small || std::ranges::find(roots, path) != roots.end() ||
                     std::ranges::find(alone, path) != alone.end();
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
  if (path == "actor") return actor_view();
  if (path == "actor.is_assignee") return is_assignee();
  if (path == "now") return format_timestamp(facts_.now);
  if (path == "today") return workflows::format_date(workflows::local_date(facts_.now));
  if (path == "case") return subject_ == nullptr ? json() : case_of(*subject_);
  if (path == "history") return subject_ == nullptr ? json::object() : history_of(*subject_);
  if (path == "input") return input_.json();
  if (path == "facts.cases") return cases_named();
  if (path == "facts.people") return people_named();
  if (path == "facts.same_matter") {
    same_matter_ = subject_ == nullptr ? std::vector<model::CasePtr>() : same_matter(command_, *subject_, facts_);
    return same_matter_.size();
  }
  if (path == "facts.finalized_matter") return false;  // rechecks come with petition reviews
  if (path == "facts") {
    return {{"cases", cases_named()},
            {"people", people_named()},
            {"same_matter", make("facts.same_matter")},
            {"finalized_matter", make("facts.finalized_matter")}};
  }
  if (!path.empty()) return json::object();  // deadlines run with the time limits
  auto whole = json::object();
  for (const auto root : roots) whole[std::string(root)] = make(root);
  return whole;
}

bool RuleData::is_assignee() const {
  return subject_ != nullptr &&
         model::is_assignee(command_.actor, *subject_, facts_.directory, workflows::local_date(facts_.now));
}

json RuleData::actor_view() const {
  return {{"id", command_.actor.user.str()},
          {"roles", command_.actor.roles},
          {"unit", command_.actor.unit.str()},
          {"is_assignee", is_assignee()}};
}

json RuleData::cases_named() const {
  auto cases = json::object();
  for (const auto& reference : action_.references) {
    if (reference.kind != "case" || reference.many || reference.path.size() != 1) continue;
    const auto* value = value_at(input_.json(), reference.path);
    if (value == nullptr || !value->is_string()) continue;
    const auto named = seen_case(command_, value->get_ref<const std::string&>(), facts_);
    if (named == nullptr) continue;
    const auto& data = named->data.json();
    cases[reference.path.front()] = {{"id", named->id.str()},
                                     {"workflow", named->workflow.id},
                                     {"state", named->state},
                                     {"number", named->number},
                                     {"cycle", named->cycle},
                                     {"area", data.value("area", json())},
                                     {"category", data.value("category", json())},
                                     {"open", !named->ended},
                                     {"merged", model::master_of(*named) != nullptr}};
  }
  return cases;
}

json RuleData::person(const std::string& id) const {
  const auto* user = facts_.directory.user(model::UserId(id));
  if (user == nullptr) return {};
  const bool absent = user->absent_on(workflows::local_date(facts_.now));
  const bool full = fully_loaded(*user, facts_);
  return {{"id", id},
          {"roles", user->roles},
          {"unit", user->unit.str()},
          {"absent", absent},
          {"full", full},
          {"conflicted", conflicted(*user, subject_, recused_of(subject_))},
          {"available", !absent && !full}};
}

json RuleData::people_named() const {
  auto people = json::object();
  for (const auto& reference : action_.references) {
    if (reference.kind != "user" || reference.path.size() != 1) continue;
    const auto* value = value_at(input_.json(), reference.path);
    if (value == nullptr) continue;
    if (value->is_string()) people[reference.path.front()] = person(value->get<std::string>());
    if (!reference.many || !value->is_array()) continue;
    auto& list = people[reference.path.front()] = json::array();
    for (const auto& id : *value) list.push_back(id.is_string() ? person(id.get<std::string>()) : json());
  }
  return people;
}

std::expected<json, model::Rejection> RuleData::value_of(const workflows::Rule& rule) const {
  auto value = rule.evaluate(scope(false));
  if (value) return value->json();
  return std::unexpected(refuse(model::RejectionCode::guard_error, "流程定义中的规则无法求值：" + value.error().zh_cn,
                                "A rule of the definition has no value: " + value.error().en));
}

}  // namespace docket::decide

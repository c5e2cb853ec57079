#include "engine/model/sight.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace docket::model {
namespace {

template <typename T>
bool has(const std::vector<T>& list, const T& wanted) {
  return std::ranges::find(list, wanted) != list.end();
}

bool named(const Actor& actor, const Case& subject) {
  if (has(subject.protection.readers, actor.user)) return true;
  return subject.assignment && (subject.assignment->user == actor.user || has(subject.assignment->co, actor.user));
}

bool of_the_unit(const Actor& actor, const Case& subject) {
  return subject.assignment && !actor.unit.empty() && subject.assignment->unit == actor.unit;
}

// By the unit's workflows or the person's villages.
bool in_the_circle(const Actor& actor, const Case& subject, const Directory& directory) {
  const auto unit = directory.units.find(actor.unit);
  if (unit != directory.units.end() && has(unit->second.workflows, subject.workflow.id)) return true;
  const auto* user = directory.user(actor.user);
  if (user == nullptr || user->areas.empty()) return false;
  const auto& data = subject.data.json();
  const auto area = data.find("area");
  return area != data.end() && area->is_string() && has(user->areas, area->get<std::string>());
}

Sight ordinary(const Actor& actor, const Case& subject, const Directory& directory) {
  if (actor.holds("clerk") || actor.holds("supervisor")) return Sight::clear;
  if (named(actor, subject) || of_the_unit(actor, subject) || subject.opened_by == actor.user) return Sight::clear;
  if (in_the_circle(actor, subject, directory)) return Sight::clear;
  return actor.holds("auditor") || actor.holds("admin") ? Sight::masked : Sight::none;
}

// Whoever runs the system sees neither kind; whoever audits sees that a confidential case exists.
Sight guarded(const Actor& actor, const Case& subject) {
  const bool sealed = subject.protection.level == Level::sealed;
  if (sealed && !subject.protection.against.empty() && actor.unit == subject.protection.against) return Sight::none;
  if (named(actor, subject) && !(sealed && actor.holds("admin"))) return Sight::clear;
  if (sealed) return Sight::none;
  if (actor.holds("supervisor") || of_the_unit(actor, subject)) return Sight::clear;
  return actor.holds("auditor") ? Sight::masked : Sight::none;
}

}  // namespace

Sight sight(const Actor& actor, const Case& subject, const Directory& directory) {
  if (subject.org != directory.org) return Sight::none;
  if (!actor.only.empty()) return actor.only == subject.id ? Sight::own : Sight::none;
  if (actor.holds("system")) return Sight::clear;
  return is_ordinary(subject) ? ordinary(actor, subject, directory) : guarded(actor, subject);
}

bool is_ordinary(const Case& subject) {
  return subject.protection.level != Level::confidential && subject.protection.level != Level::sealed;
}

bool is_assignee(const Actor& actor, const Case& subject, const Directory& directory, std::chrono::sys_days today) {
  if (!subject.assignment) return false;
  const auto& assigned = *subject.assignment;
  const auto stands_in = [&](const UserId& id) {
    if (id == actor.user) return true;
    const auto* user = directory.user(id);
    return user != nullptr && user->absent_on(today) && user->substitute == actor.user;
  };
  if (!assigned.user.empty() && stands_in(assigned.user)) return true;
  if (std::ranges::any_of(assigned.co, stands_in)) return true;
  // The unit that does the work acts beside the person who answers for it.
  return !assigned.unit.empty() && assigned.unit == actor.unit;
}

}  // namespace docket::model

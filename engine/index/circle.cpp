#include "engine/index/circle.hpp"

#include <algorithm>

namespace docket::index {

Circle circle_of(const model::Actor& actor, const model::OrgsPtr& orgs) {
  const auto holds = [&actor](const char* role) { return std::ranges::find(actor.roles, role) != actor.roles.end(); };
  Circle circle;
  circle.asker = actor.user.str();
  circle.names.push_back("user:" + actor.user.str());
  if (!actor.unit.empty()) circle.names.push_back("unit:" + actor.unit.str());
  if (const auto directory = orgs->of(actor.org)) {
    if (const auto* user = directory->user(actor.user)) circle.areas = user->areas;
    if (const auto unit = directory->units.find(actor.unit); unit != directory->units.end())
      circle.workflows = unit->second.workflows;
  }
  circle.whole = holds("clerk") || holds("supervisor") || holds("auditor") || holds("admin");
  circle.confidential = holds("supervisor") || holds("auditor");
  if (holds("supervisor") || holds("auditor")) circle.below = orgs->below(actor.org);
  circle.sees = [actor, orgs](const model::Case& subject) {
    return model::sight(actor, subject, *orgs) != model::Sight::none;
  };
  return circle;
}

}  // namespace docket::index

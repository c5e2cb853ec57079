#include "engine/index/circle.hpp"

namespace docket::index {

Circle circle_of(const model::Actor& actor, const model::OrgsPtr& orgs) {
  Circle circle;
  circle.asker = actor.user.str();
  circle.names.push_back("user:" + actor.user.str());
  if (!actor.unit.empty()) circle.names.push_back("unit:" + actor.unit.str());
  if (const auto directory = orgs->of(actor.org)) {
    if (const auto* user = directory->user(actor.user)) circle.areas = user->areas;
    if (const auto unit = directory->units.find(actor.unit); unit != directory->units.end())
      circle.workflows = unit->second.workflows;
  }
  circle.below = model::counted_by(actor, *orgs);
  circle.whole = std::erase(circle.below, actor.org) > 0;
  circle.confidential = actor.holds("supervisor") || actor.holds("auditor");
  circle.sees = [actor, orgs](const model::Case& subject) {
    return model::sight(actor, subject, *orgs) != model::Sight::none;
  };
  return circle;
}

}  // namespace docket::index

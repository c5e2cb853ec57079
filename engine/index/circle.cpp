#include "engine/index/circle.hpp"

#include <algorithm>

#include "engine/model/sight.hpp"

namespace docket::index {

Circle circle_of(const model::Actor& actor, const model::DirectoryPtr& directory) {
  const auto holds = [&actor](const char* role) { return std::ranges::find(actor.roles, role) != actor.roles.end(); };
  Circle circle;
  circle.asker = actor.user.str();
  circle.names.push_back("user:" + actor.user.str());
  if (!actor.unit.empty()) circle.names.push_back("unit:" + actor.unit.str());
  if (const auto* user = directory->user(actor.user)) circle.areas = user->areas;
  if (const auto unit = directory->units.find(actor.unit); unit != directory->units.end())
    circle.workflows = unit->second.workflows;
  circle.whole = holds("clerk") || holds("supervisor") || holds("auditor") || holds("admin");
  circle.confidential = holds("supervisor") || holds("auditor");
  circle.sees = [actor, directory](const model::Case& subject) {
    return model::sight(actor, subject, *directory) != model::Sight::none;
  };
  return circle;
}

}  // namespace docket::index

#include "engine/model/orgs.hpp"

#include <algorithm>

namespace docket::model {

Orgs::Orgs(std::vector<DirectoryPtr> orgs) : orgs_(std::move(orgs)) {}

DirectoryPtr Orgs::of(const OrgId& org) const {
  const auto found = std::ranges::find(orgs_, org, [](const auto& one) { return one->org; });
  return found == orgs_.end() ? nullptr : *found;
}

DirectoryPtr Orgs::home(const UserId& user) const {
  const auto found = std::ranges::find_if(orgs_, [&](const auto& one) { return one->user(user) != nullptr; });
  return found == orgs_.end() ? nullptr : *found;
}

const User* Orgs::user(const UserId& id) const {
  const auto where = home(id);
  return where == nullptr ? nullptr : where->user(id);
}

std::vector<OrgId> Orgs::below(const OrgId& org) const {
  std::vector<OrgId> found;
  for (const auto& one : orgs_) {
    if (one->parent != org) continue;
    found.push_back(one->org);
    for (auto& further : below(one->org)) found.push_back(std::move(further));
  }
  return found;
}

Sight sight(const Actor& actor, const Case& subject, const Orgs& orgs) {
  if (!actor.only.empty()) return actor.only == subject.id ? Sight::own : Sight::none;
  if (actor.org == subject.org) {
    const auto directory = orgs.of(subject.org);
    return directory == nullptr ? Sight::none : sight(actor, subject, *directory);
  }
  const auto below = orgs.below(actor.org);
  if (std::ranges::find(below, subject.org) == below.end() || !is_ordinary(subject)) return Sight::none;
  const auto holds = [&actor](const char* role) { return std::ranges::find(actor.roles, role) != actor.roles.end(); };
  return holds("supervisor") ? Sight::clear : holds("auditor") ? Sight::masked : Sight::none;
}

}  // namespace docket::model

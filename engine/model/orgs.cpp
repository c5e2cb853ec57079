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

std::vector<OrgId> counted_by(const Actor& actor, const Orgs& orgs) {
  std::vector<OrgId> counted;
  if (!actor.only.empty()) return counted;
  const bool looks_down = actor.holds("supervisor") || actor.holds("auditor");
  if (looks_down || actor.holds("clerk") || actor.holds("admin")) counted.push_back(actor.org);
  if (!looks_down) return counted;
  for (auto& org : orgs.below(actor.org)) counted.push_back(std::move(org));
  return counted;
}

bool may_count(const Actor& actor, const OrgId& org, const Orgs& orgs) {
  const auto counted = counted_by(actor, orgs);
  return std::ranges::find(counted, org) != counted.end();
}

Sight sight(const Actor& actor, const Case& subject, const Orgs& orgs) {
  if (!actor.only.empty()) return actor.only == subject.id ? Sight::own : Sight::none;
  if (actor.org == subject.org) {
    const auto directory = orgs.of(subject.org);
    return directory == nullptr ? Sight::none : sight(actor, subject, *directory);
  }
  const auto below = orgs.below(actor.org);
  if (std::ranges::find(below, subject.org) == below.end() || !is_ordinary(subject)) return Sight::none;
  if (actor.holds("supervisor")) return Sight::clear;
  return actor.holds("auditor") ? Sight::masked : Sight::none;
}

}  // namespace docket::model

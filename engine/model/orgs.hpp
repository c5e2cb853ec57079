// The organisations of one installation as a tree (county → townships). A value like each directory in it; replaced as
// a whole when the file is read again, so that a request sees one version of all.
#pragma once

#include "engine/model/directory.hpp"
#include "engine/model/sight.hpp"

namespace docket::model {

class Orgs {
 public:
  // Every parent is one of them and leads to no circle, and nobody works for two: the loader's to check.
  explicit Orgs(std::vector<DirectoryPtr> orgs);

  const std::vector<DirectoryPtr>& all() const { return orgs_; }
  DirectoryPtr of(const OrgId& org) const;      // null: not in the file (any more)
  DirectoryPtr home(const UserId& user) const;  // where somebody works; null: nowhere
  const User* user(const UserId& id) const;
  // Those under `org`, and those under them; never itself.
  std::vector<OrgId> below(const OrgId& org) const;

 private:
  std::vector<DirectoryPtr> orgs_;
};

using OrgsPtr = std::shared_ptr<const Orgs>;

// As within one org; and a supervisor of an org above sees its ordinary cases, an auditor of it sees them covered.
// Protected ones are for the people they name. An org that left the file shows its cases to petitioners alone.
Sight sight(const Actor& actor, const Case& subject, const Orgs& orgs);

// Whose queues somebody may count: their own org's, when their work is all of it; those below for supervisors and
// auditors.
std::vector<OrgId> counted_by(const Actor& actor, const Orgs& orgs);
bool may_count(const Actor& actor, const OrgId& org, const Orgs& orgs);

}  // namespace docket::model

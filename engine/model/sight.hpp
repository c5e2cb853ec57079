// Who may see a case, and how much of it: asked by whatever serves, lists, counts or acts on cases, so that a hidden
// case is a missing one everywhere. Pure. (Regulations on petitions 2022, articles 28, 30 and 44: an accusation is
// kept from whom it accuses.)
#pragma once

#include "engine/model/case.hpp"
#include "engine/model/command.hpp"
#include "engine/model/directory.hpp"

namespace docket::model {

enum class Sight {
  none,    // the case does not exist for them
  masked,  // personal values are covered
  own,     // a petitioner's: what is theirs is clear, what is another party's is covered
  clear,
};

Sight sight(const Actor& actor, const Case& subject, const Directory& directory);

// Neither confidential nor sealed: it stands in the tables that others read.
bool is_ordinary(const Case& subject);

// Do people of the case's assignment include this person? Staff of the unit when no person has it; the substitute of
// somebody absent on `today`.
bool is_assignee(const Actor& actor, const Case& subject, const Directory& directory, std::chrono::sys_days today);

}  // namespace docket::model

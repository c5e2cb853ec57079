// One action of one case, the part that opening and acting share.
#pragma once

#include "engine/decide/facts.hpp"
#include "engine/model/command.hpp"

namespace docket::decide {

// Does the actor hold one of the action's roles?
bool may(const model::Actor& actor, const workflows::Action& action);

struct Performance {
  const workflows::Definition& definition;
  const workflows::Action& action;
  const model::Case* subject = nullptr;  // null when the action opens the case
  model::CaseId id;                      // of the case, also when it opens
  std::vector<model::Link> links = {};   // a case that opens beside another begins with its end of the link
};

// Roles and state have been checked.
Verdict perform(const model::Command& command, const workflows::Value& input, const Performance& performance,
                const Facts& facts);

// The number of a case that opens now.
std::string fresh_number(const workflows::Definition& definition, const Facts& facts);

}  // namespace docket::decide

// One action of one case, the part that opening and acting share.
#pragma once

#include "engine/decide/facts.hpp"
#include "engine/model/command.hpp"

namespace docket::decide {

// Does the actor hold one of the action's roles?
bool may(const model::Actor& actor, const workflows::Action& action);

// `subject` is null when the action opens the case. Roles and state have been checked.
Verdict perform(const model::Command& command, const workflows::Value& input, const model::Case* subject,
                const workflows::Definition& definition, const workflows::Action& action, const Facts& facts);

}  // namespace docket::decide

// The document that guards and effects read: {case, input, actor, now, today, history, facts, deadlines}.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "engine/decide/facts.hpp"
#include "engine/model/command.hpp"

namespace docket::decide {

// Only the members that the action's guards and effects read are filled: building all of it for each command
// would cost more than evaluating them. `input` has references in place of personal values. `subject` may be
// null: then `case` is null as well.
nlohmann::json rule_data(const model::Command& command, const workflows::Value& input, const model::Case* subject,
                         const workflows::Definition& definition, const workflows::Action& action, const Facts& facts);

}  // namespace docket::decide

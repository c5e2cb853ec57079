// The sentences of the engine's own refusals (a guard brings its own from the definition).
#pragma once

#include <string>
#include <vector>

#include "engine/model/command.hpp"
#include "engine/model/directory.hpp"
#include "engine/model/rejection.hpp"
#include "workflows/definition.hpp"

namespace docket::decide {

model::Rejection refuse(model::RejectionCode code, std::string zh_cn, std::string en);
model::Rejection unknown_action(const workflows::Definition& definition);
model::Rejection not_an_opening(const workflows::Definition& definition, const workflows::Action& action);
model::Rejection forbidden(const workflows::Action& action);
model::Rejection wrong_state(const workflows::Definition& definition, const workflows::Action& action,
                             const std::string& state, const model::Actor& actor);

// The input member a rule reads, so that a wrong name is shown where it was typed; "" when it reads none.
std::string input_pointer(const workflows::Rule& rule);

// `choices`: what could stand at `pointer` instead; the first few of them are named.
model::Rejection unknown_user(std::string pointer, std::vector<std::string> choices);
model::Rejection unknown_subject(std::string pointer, std::vector<std::string> choices);
model::Rejection already_erased(const std::string& subject);
model::Rejection unknown_unit(std::string pointer, const model::Directory& directory);
model::Rejection unknown_area(std::string pointer, const model::Directory& directory);
model::Rejection no_such_case(std::string pointer);

}  // namespace docket::decide

// Who gets the case: by name, or by a policy; checked against the directory, with the reason in a sentence.
#pragma once

#include <expected>

#include "engine/decide/facts.hpp"
#include "engine/decide/scope.hpp"

namespace docket::decide {

std::expected<model::Assignment, model::Rejection> assign(const workflows::AssignEffect& effect,
                                                          const workflows::Definition& definition, const RuleData& data,
                                                          const model::Case* subject, const Facts& facts);

}  // namespace docket::decide

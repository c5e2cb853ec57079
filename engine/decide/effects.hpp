// What follows from an action that is allowed: fields set, an assignment made, a cycle begun. Effects run in
// the order of the file and write into the event; nothing else happens.
#pragma once

#include <expected>

#include "engine/decide/facts.hpp"
#include "engine/decide/scope.hpp"

namespace docket::decide {

// The event's `set`, `assigned`, `reopens` and `cycle` are filled.
std::expected<void, model::Rejection> apply_effects(const workflows::Action& action, const RuleData& data,
                                                    const Facts& facts, model::CaseEvent& event);

}  // namespace docket::decide

// Chooses a person when nobody is named: the policy's steps narrow the circle, one after the other. Pure; the same
// facts choose the same person, and what the choice changes (whose turn comes next) is part of the event.
#pragma once

#include <expected>
#include <set>

#include "engine/decide/facts.hpp"
#include "engine/decide/scope.hpp"

namespace docket::decide {

// People who have nothing to do with this case: recused, or of the accused unit.
bool conflicted(const model::User& user, const model::Case* subject, const std::set<std::string>& recused);
std::set<std::string> recused_of(const model::Case* subject);

// As many open cases as their capacity?
bool fully_loaded(const model::User& user, const Facts& facts);

// `unit`: the unit of the same assignment, for the step of that name; may be empty.
std::expected<model::Assignment, model::Rejection> choose(const workflows::Policy& policy, const RuleData& data,
                                                          const model::Case* subject, const model::UnitId& unit,
                                                          const Facts& facts);

}  // namespace docket::decide

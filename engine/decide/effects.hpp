// What follows from an action that is allowed: fields set, an assignment made, a cycle begun, cases linked or opened.
// Effects run in the order of the file and write into the event; nothing else happens.
#pragma once

#include <expected>
#include <vector>

#include "engine/decide/facts.hpp"
#include "engine/decide/links.hpp"
#include "engine/decide/scope.hpp"

namespace docket::decide {

// A case that opens beside the one that is decided, its form filled: `values` instead of references.
struct Beside {
  const workflows::OpenEffect* effect;
  model::CaseId id;
  workflows::Value input;
};

struct Consequences {
  model::CaseEvent& event;  // `set`, `assigned`, `protection`, `reopens`, `released` and `cycle` are filled
  Linking linking;
  std::vector<Beside> opens;
};

// `personal`: what the input's own references stand for.
std::expected<void, model::Rejection> apply_effects(const workflows::Definition& definition,
                                                    const workflows::Action& action, const RuleData& data,
                                                    const model::Case* subject,
                                                    const std::vector<workflows::PersonalValue>& personal,
                                                    const Facts& facts, Consequences& consequences);

}  // namespace docket::decide

#include "workflows/definition.hpp"

#include <algorithm>

namespace docket::workflows {

const State* Definition::state(std::string_view wanted) const {
  const auto found = std::ranges::find(states, wanted, &State::id);
  return found == states.end() ? nullptr : &*found;
}

const Action* Definition::action(std::string_view wanted) const {
  const auto found = std::ranges::find(actions, wanted, &Action::id);
  return found == actions.end() ? nullptr : &*found;
}

bool Definition::leaves(const Action& action, const State* state) const {
  if (state == nullptr) return action.from.nothing;
  if (action.from.any) return true;
  if (action.from.open && state->clock != ClockMode::stop) return true;
  return std::ranges::find(action.from.states, state->id) != action.from.states.end();
}

}  // namespace docket::workflows

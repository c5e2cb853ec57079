#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "workflows/parse_sections.hpp"

namespace docket::workflows {

std::vector<State> parse_states(Members& document) {
  std::vector<State> states;
  document.each_id("states", [&](const std::string& id, const nlohmann::json& value, const std::string& pointer) {
    Members members(value, pointer, document.problems());
    State state;
    state.id = id;
    state.label = members.required_label("label");
    state.public_label = members.required_label("public");
    members.required("kind");
    state.kind = members.choice<StateKind>("kind", {{"initial", StateKind::initial},
                                                    {"active", StateKind::active},
                                                    {"wait", StateKind::wait},
                                                    {"outcome", StateKind::outcome},
                                                    {"final", StateKind::final}});
    members.required("clock");
    state.clock = members.choice<ClockMode>(
        "clock", {{"run", ClockMode::run}, {"pause", ClockMode::pause}, {"stop", ClockMode::stop}});
    members.refuse_unknown();
    states.push_back(std::move(state));
  });
  // JSON objects have no order; this one follows the usual way of a case and is the same everywhere.
  std::ranges::sort(states, {}, [](const State& state) { return std::tie(state.kind, state.id); });
  return states;
}

}  // namespace docket::workflows

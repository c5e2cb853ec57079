#include <algorithm>
#include <set>

#include "workflows/lint_sections.hpp"

namespace docket::workflows {

namespace {

bool moves_on(const Definition& definition, const Action& action, const State& state) {
  if (!definition.leaves(action, &state)) return false;
  return action.to.kind == TargetKind::previous || (action.to.kind == TargetKind::state && action.to.state != state.id);
}

std::set<std::string> reachable_states(const Definition& definition) {
  std::set<std::string> reached;
  std::vector<const State*> frontier;
  const auto enter = [&](const Target& target) {
    if (target.kind != TargetKind::state || !reached.insert(target.state).second) return;
    if (const auto* state = definition.state(target.state)) frontier.push_back(state);
  };
  for (const auto& action : definition.actions)
    if (action.from.nothing) enter(action.to);
  while (!frontier.empty()) {
    const auto* state = frontier.back();
    frontier.pop_back();
    for (const auto& action : definition.actions)
      if (definition.leaves(action, state)) enter(action.to);
  }
  return reached;
}

bool may_rest(const State& state) { return state.kind == StateKind::outcome || state.kind == StateKind::final; }

}  // namespace

Problems lint_graph(const Definition& definition) {
  Problems problems;
  if (std::ranges::none_of(definition.actions, [](const Action& action) { return action.from.nothing; }))
    problems.push_back({"/actions",
                        {"没有新建案件的动作，请让至少一个动作的 from 含 null。",
                         "No action opens a case: let the \"from\" of at least one contain null."}});
  const auto reached = reachable_states(definition);
  for (const auto& state : definition.states) {
    const auto pointer = pointer_child("/states", state.id);
    const auto leaves = [&](const Action& action) { return moves_on(definition, action, state); };
    if (!reached.contains(state.id))
      problems.push_back({pointer,
                          {"没有动作能到达这个状态，请补上动作或删去状态。",
                           "No action leads to this state: add one or remove the state."}});
    if (!may_rest(state) && std::ranges::none_of(definition.actions, leaves))
      problems.push_back({pointer,
                          {"案件进入这个状态后无法离开，请补上动作，或把 kind 改为 outcome 或 final。",
                           "A case that enters this state cannot leave it: add an action, or make it an outcome or "
                           "final."}});
    if (state.kind == StateKind::final && std::ranges::any_of(definition.actions, leaves))
      problems.push_back({pointer + "/kind",
                          {"final 状态不能再离开；可以重启的请用 outcome。",
                           "A final state is never left: make it an outcome if it can be reopened."}});
  }
  return problems;
}

}  // namespace docket::workflows

#include "engine/decide/decide.hpp"
#include "engine/decide/perform.hpp"
#include "engine/decide/refusals.hpp"

namespace docket::decide {

Verdict open(const model::Command& command, const model::OpenCase& intent, const workflows::DefinitionPtr& definition,
             const Facts& facts) {
  const auto* action = definition->action(intent.action);
  if (action == nullptr) return std::unexpected(unknown_action(*definition));
  if (!action->from.nothing) return std::unexpected(not_an_opening(*definition, *action));
  if (!may(command.actor, *action)) return std::unexpected(forbidden(*action));
  auto verdict = perform(command, intent.input, {*definition, *action, nullptr, facts.around.fresh_id()}, facts);
  if (!verdict) return verdict;
  std::get<model::CaseEvent>(verdict->first.event.data).number = fresh_number(*definition, facts);
  verdict->first.definition = definition;
  return verdict;
}

}  // namespace docket::decide

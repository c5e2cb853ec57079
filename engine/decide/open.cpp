#include <chrono>

#include "engine/decide/decide.hpp"
#include "engine/decide/perform.hpp"
#include "engine/decide/refusals.hpp"
#include "workflows/numbering.hpp"

namespace docket::decide {

Verdict open(const model::Command& command, const model::OpenCase& intent, const workflows::Definition& definition,
             const Facts& facts) {
  const auto* action = definition.action(intent.action);
  if (action == nullptr) return std::unexpected(unknown_action(definition));
  if (!action->from.nothing) return std::unexpected(not_an_opening(definition, *action));
  if (!may(command.actor, *action)) return std::unexpected(forbidden(*action));
  auto verdict = perform(command, intent.input, nullptr, definition, *action, facts);
  if (!verdict) return verdict;
  const std::chrono::year_month_day today(workflows::local_date(facts.now));
  std::get<model::CaseEvent>(verdict->event.data).number = workflows::format_number(
      definition.number, facts.directory.short_name, static_cast<int>(today.year()), facts.next_number);
  return verdict;
}

}  // namespace docket::decide

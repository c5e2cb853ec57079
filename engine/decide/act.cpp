#include <algorithm>

#include "engine/decide/decide.hpp"
#include "engine/decide/perform.hpp"
#include "engine/decide/refusals.hpp"

namespace docket::decide {

Verdict act(const model::Command& command, const model::ActOnCase& intent, const model::Case& subject,
            const workflows::Definition& definition, const Facts& facts) {
  const auto* action = definition.action(intent.action);
  if (action == nullptr) return std::unexpected(unknown_action(definition));
  if (!may(command.actor, *action)) return std::unexpected(forbidden(*action));
  if (!intent.expected.empty() && std::ranges::find(intent.expected, subject.sequence) == intent.expected.end()) {
    return std::unexpected(refuse(model::RejectionCode::stale_version, "案件已有新的变化；请重新读取后再试。",
                                  "The case has changed since you read it; read it again and retry."));
  }
  if (!definition.leaves(*action, definition.state(subject.state))) {
    return std::unexpected(wrong_state(definition, *action, subject.state, command.actor));
  }
  return perform(command, intent.input, {definition, *action, &subject, subject.id}, facts);
}

}  // namespace docket::decide

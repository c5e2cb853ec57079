#include "engine/decide/decide.hpp"
#include "engine/decide/refusals.hpp"

namespace docket::decide {

Verdict create_token(const model::Command& command, const model::CreateToken& intent, const Facts& facts) {
  if (facts.directory.user(intent.user) == nullptr)
    return std::unexpected(unknown_user("/user", facts.directory.users_with({})));
  if (intent.expires && *intent.expires <= facts.now) {
    auto rejection = refuse(model::RejectionCode::invalid_input, "到期时间已过；请填写将来的时间。",
                            "The expiry is in the past; give a moment to come.");
    rejection.problems.push_back({"/expires", rejection.sentence});
    return std::unexpected(std::move(rejection));
  }
  Decision decision;
  auto& event = decision.first.event;
  event.org = facts.directory.org;
  event.sequence = {facts.org_sequence + 1};
  event.name = "token_created";
  event.time = facts.now;
  event.recorded = facts.now;
  event.actor = command.actor.user;
  event.correlation = command.correlation;
  event.traceparent = command.traceparent;
  event.data = model::TokenCreated{intent.token, intent.user, intent.expires};
  return decision;
}

}  // namespace docket::decide

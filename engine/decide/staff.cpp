#include <algorithm>

#include "engine/decide/decide.hpp"
#include "engine/decide/of_the_org.hpp"
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
  auto decision = of_the_org(command, "token_created", facts);
  decision.first.event.data = model::TokenCreated{intent.token, intent.user, intent.expires};
  return decision;
}

Verdict revoke_token(const model::Command& command, const model::RevokeToken& intent, bool known, const Facts& facts) {
  if (!known) {
    return std::unexpected(refuse(model::RejectionCode::unknown_token,
                                  "没有这个令牌，或已经撤销；现有令牌见 GET /v1/tokens。",
                                  "There is no such token, or it was revoked; GET /v1/tokens lists those there are."));
  }
  auto decision = of_the_org(command, "token_revoked", facts);
  decision.first.event.data = model::TokenRevoked{intent.token};
  return decision;
}

Verdict issue_code(const model::Command& command, const model::Case& subject, const Facts& facts) {
  const auto& roles = command.actor.roles;
  const bool may = std::ranges::any_of(roles, [](const auto& role) { return role == "clerk" || role == "supervisor"; });
  if (!may) {
    return std::unexpected(refuse(model::RejectionCode::forbidden, "只有联络员和监督员可以补发查询码。",
                                  "Only a clerk or a supervisor gives out a new query code."));
  }
  model::CaseEvent fact;
  fact.workflow = subject.workflow;
  fact.action = "issue_code";
  fact.from = subject.state;
  fact.to = subject.state;
  fact.cycle = subject.cycle;
  fact.ended = subject.ended;
  fact.input = workflows::Value::object();
  fact.set = workflows::Value::object();
  auto decision = of_the_org(command, "code_issued", facts);
  decision.first.event.case_id = subject.id;
  decision.first.event.sequence = {subject.sequence.value + 1};
  decision.first.event.data = std::move(fact);
  return decision;
}

}  // namespace docket::decide

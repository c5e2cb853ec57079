// Who gets in: tokens and query codes, as the writer keeps them; and the case as one caller sees it.
#include "engine/decide/decide.hpp"
#include "engine/decide/refusals.hpp"
#include "engine/journal/event_data.hpp"
#include "engine/journal/keys.hpp"
#include "engine/model/sight.hpp"
#include "engine/partition/writer.hpp"

namespace docket::partition {

namespace keys = journal::keys;
using journal::Family;
using model::Outcome;

Outcome Writer::unknown_case() {
  return decide::refuse(model::RejectionCode::unknown_case, "没有这个案件，或您无权查看。",
                        "There is no such case, or you may not see it.");
}

Writer::Looked Writer::seen_case(const model::Command& command, const model::CaseId& id, const Batch& batch) {
  auto subject = look_up(id, batch);
  if (!subject || !*subject) return subject;
  const bool seen = model::sight(command.actor, *(*subject)->after, *orgs_) != model::Sight::none;
  return seen ? std::move(subject) : Looked(std::nullopt);
}

// A case is decided in its own org. Who sees it from above does not act on it.
std::optional<Outcome> Writer::enter_case(const model::Command& command, const model::Case& subject) {
  if (command.actor.only.empty() && subject.org != directory_->org) {
    return decide::refuse(model::RejectionCode::forbidden, "下级机构的案件只能查看，不能办理；请联系该机构。",
                          "A case of an org below yours is yours to read, not to act on: turn to that org.");
  }
  const auto entered = enter(orgs_->of(subject.org));
  return entered ? std::nullopt : std::optional<Outcome>(entered.error());
}

void Writer::keep_code(const model::CaseId& id, const model::QueryCode& code, Batch& batch) {
  batch.rows.push_back({Family::meta, keys::query_code(code.lookup), keys::pack_case(id) + code.hash});
  batch.rows.push_back({Family::meta, keys::code_of_case(id), code.lookup});
}

Outcome Writer::issue_code(const model::Command& command, const model::IssueCode& intent, Batch& batch) {
  auto subject = seen_case(command, intent.case_id, batch);
  if (!subject) return subject.error();
  if (!*subject) return unknown_case();
  if (auto refused = enter_case(command, *(*subject)->after)) return std::move(*refused);
  const auto definition = world_.definitions.pinned((*subject)->after->workflow.hash);
  if (!definition) return definition.error();
  const auto before = world_.store.get(Family::meta, keys::code_of_case(intent.case_id));
  if (!before) return before.error();
  WriterSurroundings around(*this, batch);
  auto verdict = decide::issue_code(command, *(*subject)->after, facts(batch, around));
  if (!verdict) return std::move(verdict.error());
  auto outcome = accept(command, std::move(*verdict), std::move(**subject), *definition, around, batch);
  if (!std::holds_alternative<model::Accepted>(outcome)) return outcome;
  if (*before) batch.rows.push_back({Family::meta, keys::query_code(**before), std::nullopt});
  keep_code(intent.case_id, intent.code, batch);
  return outcome;
}

Outcome Writer::create_token(const model::Command& command, const model::CreateToken& intent, Batch& batch) {
  WriterSurroundings around(*this, batch);
  auto verdict = decide::create_token(command, intent, facts(batch, around));
  if (!verdict) return std::move(verdict.error());
  TokenRow row{intent.user, intent.secret_hash, intent.expires};
  batch.rows.push_back({Family::meta, keys::token(intent.token), encode_token_row(row)});
  batch.tokens.emplace_back(intent.token, std::move(row));
  return accept_of_org(command, std::move(verdict->first.event), true, batch);
}

Outcome Writer::revoke_token(const model::Command& command, const model::RevokeToken& intent, Batch& batch) {
  WriterSurroundings around(*this, batch);
  const auto tokens = world_.access.all();
  const auto row = tokens.find(intent.token.str());
  const auto home = row == tokens.end() ? nullptr : orgs_->home(row->second.user);
  const bool ours = row != tokens.end() && (home == nullptr || home->org == directory_->org);
  auto verdict = decide::revoke_token(command, intent, ours, facts(batch, around));
  if (!verdict) return std::move(verdict.error());
  batch.rows.push_back({Family::meta, keys::token(intent.token), std::nullopt});
  batch.tokens.emplace_back(intent.token, std::nullopt);
  return accept_of_org(command, std::move(verdict->first.event), false, batch);
}

Outcome Writer::accept_of_org(const model::Command& command, model::Event event, bool opened, Batch& batch) {
  auto data = journal::encode_data(event);
  const auto position = record(event, data, batch);
  remember(command, position.offset, opened, batch);
  batch.org_sequences[event.org] = event.sequence.value;
  return model::Accepted{nullptr, nullptr, nullptr, std::move(event), std::move(data), position, {}, opened, false};
}

}  // namespace docket::partition

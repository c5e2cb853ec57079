// How one command of a batch is answered: known key, case, verdict, records. The other half of Writer is
// writer.cpp.
#include <chrono>

#include "engine/base/bytes.hpp"
#include "engine/base/ensure.hpp"
#include "engine/decide/decide.hpp"
#include "engine/decide/refusals.hpp"
#include "engine/evolve/evolve.hpp"
#include "engine/journal/codec.hpp"
#include "engine/journal/keys.hpp"
#include "engine/journal/outcomes.hpp"
#include "engine/model/sight.hpp"
#include "engine/partition/writer.hpp"

namespace docket::partition {

namespace keys = journal::keys;
using journal::decode_outcome;
using journal::encode_outcome;
using journal::Family;
using model::Outcome;
using model::RejectionCode;

namespace {

// A voter with a query code is of no org; their name is that of the case.
std::string outcome_key(const model::Command& command) {
  return keys::outcome(command.actor.org, command.actor.user, command.idempotency->key);
}

}  // namespace

Outcome Writer::verdict(const model::Command& command, Batch& batch) {
  if (auto entered = enter(command); !entered) return entered.error();
  if (command.idempotency) {
    if (auto known = known_outcome(command, batch)) return std::move(*known);
  }
  if (const auto* open = std::get_if<model::OpenCase>(&command.intent)) return open_case(command, *open, batch);
  if (const auto* ledger = std::get_if<model::ImportCases>(&command.intent))
    return import_cases(command, *ledger, batch);
  if (const auto* act = std::get_if<model::ActOnCase>(&command.intent)) return act_on_case(command, *act, batch);
  if (const auto* issue = std::get_if<model::IssueCode>(&command.intent)) return issue_code(command, *issue, batch);
  if (const auto* revoke = std::get_if<model::RevokeToken>(&command.intent))
    return revoke_token(command, *revoke, batch);
  if (const auto* hook = std::get_if<model::CreateHook>(&command.intent)) return create_hook(command, *hook, batch);
  if (const auto* hook = std::get_if<model::ChangeHook>(&command.intent)) return change_hook(command, *hook, batch);
  if (const auto* hook = std::get_if<model::RotateHook>(&command.intent)) return rotate_hook(command, *hook, batch);
  if (const auto* hook = std::get_if<model::TestHook>(&command.intent)) return test_hook(command, *hook, batch);
  if (const auto* hook = std::get_if<model::ReplayHook>(&command.intent)) return replay_hook(command, *hook, batch);
  if (const auto* hook = std::get_if<model::DeleteHook>(&command.intent)) return delete_hook(command, *hook, batch);
  if (const auto* due = std::get_if<model::ComeDue>(&command.intent)) return come_due(command, *due, batch);
  if (const auto* entry = std::get_if<model::SetEntry>(&command.intent)) return set_entry(command, *entry, batch);
  if (const auto* entry = std::get_if<model::RemoveEntry>(&command.intent)) return remove_entry(command, *entry, batch);
  if (const auto* file = std::get_if<model::ImportDirectory>(&command.intent))
    return import_directory(command, *file, batch);
  return create_token(command, std::get<model::CreateToken>(command.intent), batch);
}

std::optional<Outcome> Writer::known_outcome(const model::Command& command, const Batch& batch) const {
  const auto key = outcome_key(command);
  if (batch.keys.contains(key) || (on_its_way_ != nullptr && on_its_way_->keys.contains(key))) {
    return decide::refuse(RejectionCode::key_in_flight, "相同 Idempotency-Key 的请求正在处理；请稍后重试。",
                          "A request with this Idempotency-Key is being decided; retry in a moment.");
  }
  const auto row = world_.store.get(Family::meta, key);
  if (!row) return Outcome(row.error());
  if (!*row) return std::nullopt;
  const auto stored = decode_outcome(**row);
  if (!stored) return Outcome(Error(Errc::corrupt, "an outcome row does not decode"));
  if (stored->recorded + options_.idempotency_window < batch.now) return std::nullopt;
  if (stored->request_hash != command.idempotency->request_hash) {
    return decide::refuse(RejectionCode::key_reused, "这个 Idempotency-Key 已用于另一个请求；请换一个新的。",
                          "This Idempotency-Key was used for another request; take a new one.");
  }
  return replay(stored->offset, stored->opened);
}

// The answer rendered again as of the event that the key once caused.
Outcome Writer::replay(std::uint64_t offset, bool opened) const {
  const auto records = world_.reader.events({0, offset - 1}, 1);
  if (!records) return records.error();
  if (records->empty() || records->front().position.offset != offset)
    return Error(Errc::corrupt, "an outcome row names no record");
  const auto& event = records->front().event;
  model::Accepted accepted{nullptr, nullptr, nullptr, event, records->front().data, {0, offset}, {}, opened, true};
  const auto* data = std::get_if<model::CaseEvent>(&event.data);
  if (data == nullptr) return accepted;
  auto others = caused_by(event.id(), offset);
  if (!others) return others.error();
  accepted.others = std::move(*others);
  auto subject = world_.reader.find_as_of(event.case_id, event.sequence);
  if (!subject) return subject.error();
  if (!*subject) return Error(Errc::corrupt, "an outcome row names no case");
  auto definition = world_.definitions.pinned(data->workflow.hash);
  if (!definition) return definition.error();
  accepted.subject = std::make_shared<const model::Case>(std::move(**subject));
  accepted.definition = *definition;
  return accepted;
}

// What the same command did to other cases stands right behind its first record.
Result<std::vector<model::Recorded>> Writer::caused_by(const std::string& id, std::uint64_t offset) const {
  constexpr std::size_t step = 16;
  std::vector<model::Recorded> caused;
  while (true) {
    auto records = world_.reader.events({0, offset + caused.size()}, step);
    if (!records) return std::unexpected(records.error());
    for (auto& record : *records) {
      if (record.event.causation != id) return caused;
      caused.push_back({std::move(record.event), std::move(record.data), record.position});
    }
    if (records->size() < step) return caused;
  }
}

namespace {

Outcome unknown_workflow() {
  return decide::refuse(RejectionCode::unknown_workflow, "没有这个流程；可用的流程见 GET /v1/workflows。",
                        "There is no such workflow; GET /v1/workflows lists them.");
}

}  // namespace

// One decision of as many cases as the ledger has rows: all of them are written, or none.
Outcome Writer::import_cases(const model::Command& command, const model::ImportCases& intent, Batch& batch) {
  const auto definition = world_.definitions.offered(intent.workflow);
  if (!definition) return unknown_workflow();
  WriterSurroundings around(*this, batch);
  auto taken = decide::import_cases(command, intent, definition, facts(batch, around));
  if (around.error()) return *around.error();
  if (!taken) return std::move(taken.error());
  if (intent.dry_run || taken->opens.empty()) {
    model::Accepted nothing{};
    nothing.imported = std::move(taken->told);
    return nothing;
  }
  decide::Decision decision{std::move(taken->opens.front()), {}};
  decision.others.assign(std::make_move_iterator(std::next(taken->opens.begin())),
                         std::make_move_iterator(taken->opens.end()));
  auto outcome = accept(command, std::move(decision), {}, definition, around, batch);
  if (auto* accepted = std::get_if<model::Accepted>(&outcome)) accepted->imported = std::move(taken->told);
  return outcome;
}

Outcome Writer::open_case(const model::Command& command, const model::OpenCase& intent, Batch& batch) {
  const auto definition = world_.definitions.offered(intent.workflow);
  if (!definition) return unknown_workflow();
  WriterSurroundings around(*this, batch);
  auto verdict = decide::open(command, intent, definition, facts(batch, around));
  if (around.error()) return *around.error();
  if (!verdict) return std::move(verdict.error());
  auto outcome = accept(command, std::move(*verdict), {}, definition, around, batch);
  const auto* accepted = std::get_if<model::Accepted>(&outcome);
  if (accepted != nullptr && intent.code) keep_code(accepted->subject->id, *intent.code, batch);
  return outcome;
}

Outcome Writer::act_on_case(const model::Command& command, const model::ActOnCase& intent, Batch& batch) {
  auto subject = look_up(intent.case_id, batch);
  if (!subject) return subject.error();
  const bool seen = *subject && model::sight(command.actor, *(*subject)->after, *orgs_) != model::Sight::none;
  if (!seen) return unknown_case();
  if (auto refused = enter_case(command, *(*subject)->after)) return std::move(*refused);
  const auto definition = world_.definitions.pinned((*subject)->after->workflow.hash);
  if (!definition) return definition.error();
  WriterSurroundings around(*this, batch);
  auto verdict = decide::act(command, intent, *(*subject)->after, **definition, facts(batch, around));
  if (around.error()) return *around.error();
  if (!verdict) return std::move(verdict.error());
  return accept(command, std::move(*verdict), std::move(**subject), *definition, around, batch);
}

Result<std::optional<ChangedCase>> Writer::changed(const decide::Change& change, ChangedCase subject) const {
  auto after = std::make_shared<const model::Case>(evolve::evolve(subject.after.get(), change.event));
  subject.row = journal::encode_case(*after);
  if (subject.row.size() > options_.case_bytes_max) return std::nullopt;
  subject.personal = grown(subject, change);
  subject.last = subject.after;
  subject.after = std::move(after);
  return subject;
}

// All cases of the decision change, or none: what could still refuse is asked before anything is written down.
Outcome Writer::accept(const model::Command& command, decide::Decision decision, ChangedCase subject,
                       const workflows::DefinitionPtr& definition, const WriterSurroundings& around, Batch& batch) {
  const bool opened = subject.after == nullptr;
  std::vector<ChangedCase> after;
  const auto grow = [&](const decide::Change& change, ChangedCase before) -> std::optional<Outcome> {
    auto grown_case = changed(change, std::move(before));
    if (!grown_case) return grown_case.error();
    if (!*grown_case) {
      return decide::refuse(RejectionCode::case_too_large, "案件内容过大，不能再增加；请另立案件。",
                            "The case holds too much already; open another one.");
    }
    after.push_back(std::move(**grown_case));
    return std::nullopt;
  };
  if (auto refused = grow(decision.first, std::move(subject))) return std::move(*refused);
  for (const auto& other : decision.others) {
    auto before = look_up(other.event.case_id, batch);
    if (!before) return before.error();
    if (auto refused = grow(other, *before ? std::move(**before) : ChangedCase{})) return std::move(*refused);
  }
  if (!decision.first.definition && opened) decision.first.definition = definition;
  auto changed_case = after.front().after;
  auto personal = after.front().personal;
  auto first = write_down(std::move(decision.first), std::move(after.front()), batch);
  if (!first) return first.error();
  remember(command, first->position.offset, opened, batch);
  model::Accepted accepted{std::move(changed_case),
                           std::move(personal),
                           definition,
                           std::move(first->event),
                           std::move(first->data),
                           first->position,
                           {},
                           opened,
                           false};
  for (std::size_t i = 0; i < decision.others.size(); ++i) {
    auto other = write_down(std::move(decision.others[i]), std::move(after[i + 1]), batch);
    if (!other) return other.error();
    accepted.others.push_back(std::move(*other));
  }
  for (const auto& [series, last] : around.series()) batch.series[series] = last;
  return accepted;
}

Result<model::Recorded> Writer::write_down(decide::Change change, ChangedCase changed_case, Batch& batch) {
  if (auto counted = count(changed_case, change.event, batch); !counted) return std::unexpected(counted.error());
  if (change.definition) pin(*change.definition, batch);
  change.event.guarded = (changed_case.last != nullptr && !model::is_ordinary(*changed_case.last)) ||
                         !model::is_ordinary(*changed_case.after);
  change.event.moves = moves(changed_case, batch);
  auto data = journal::encode_data(change.event);
  const auto position = record(change.event, data, batch);
  erase(change.event, changed_case, batch);
  keep(change.personal, changed_case, batch);
  const auto& kept = batch.cases.insert_or_assign(change.event.case_id.str(), std::move(changed_case)).first->second;
  mind_ages(kept, batch);
  return model::Recorded{std::move(change.event), std::move(data), position};
}

model::Position Writer::record(const model::Event& event, const std::string& data, Batch& batch) {
  const auto offset = ++batch.tail;
  ++batch.events;
  auto key = keys::log(offset);
  if (!event.case_id.empty()) batch.rows.push_back({Family::cases, keys::history(event.case_id, event.sequence), key});
  batch.rows.push_back({Family::log, std::move(key), journal::encode_record(event, data)});
  return {0, offset};
}

// The key of the command answers with the record at `offset` from now on.
void Writer::remember(const model::Command& command, std::uint64_t offset, bool opened, Batch& batch) {
  if (!command.idempotency) return;
  auto outcome = outcome_key(command);
  batch.rows.push_back(
      {Family::meta, outcome, encode_outcome({command.idempotency->request_hash, offset, opened, batch.now})});
  batch.keys.insert(std::move(outcome));
}

// The first commit that uses a definition stores it: the case outlives the file.
void Writer::pin(const workflows::Definition& definition, Batch& batch) {
  if (stored_definitions_.contains(definition.hash) || !batch.definitions.insert(definition.hash).second) return;
  batch.rows.push_back({Family::meta, keys::definition(definition.hash), definition.resolved.dump()});
  batch.rows.push_back({Family::meta, keys::workflow_version(definition.id, definition.version), definition.hash});
}

}  // namespace docket::partition

// The one writer: decides each command over the state as the commands before it leave it, and writes
// everything that follows — events, case rows, index rows, counters, vault rows, outcomes, number series,
// definitions — in one commit per batch. Steps 6 to 11 of the walk.
//
// Two threads, so that the next batch is decided while one is on its way to the disk:
//   deciding    decide … decide, close; settle when the batch that was closed is done; at most one is on its way
//   committing  commit
// write does all of it on one thread, for whoever has no second one. Answers wait in the batch until its
// commit is durable, refusals too: they may rest on an event that is not yet.
//
// After a failed commit memory is ahead of the disk: what was on its way has an unknown outcome, everything
// after it is refused with Errc::read_only, and only a new start recovers; reads elsewhere go on.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

#include "engine/access.hpp"
#include "engine/base/clock.hpp"
#include "engine/base/metrics.hpp"
#include "engine/base/uuid.hpp"
#include "engine/decide/decide.hpp"
#include "engine/index/reader.hpp"
#include "engine/index/rows.hpp"
#include "engine/journal/store.hpp"
#include "engine/model/command.hpp"
#include "engine/model/outcome.hpp"
#include "engine/partition/batch.hpp"
#include "engine/partition/cases.hpp"
#include "engine/partition/definitions.hpp"
#include "engine/partition/surroundings.hpp"
#include "engine/vault/vault.hpp"

namespace docket::partition {

struct WriterOptions {
  std::size_t cases_max = 20'000;                 // cases at hand; the least recently used go
  std::size_t personal_max = 64;                  // personal values carried beside a case; more are read from the vault
  std::size_t case_bytes_max = 256 * 1024;        // a case row beyond this refuses the action
  std::chrono::hours idempotency_window{24 * 7};  // how long an outcome answers for its key
};

// What the writer looks at and writes to. All outlive it.
struct World {
  journal::Store& store;
  const index::Reader& reader;
  const vault::Vault& vault;
  const Definitions& definitions;
  Access& access;
  const workflows::Calendar& calendar;
  Clock& clock;
  RandomSource& random;
  Metrics& metrics;
  const workflows::Queues& queues;
  Hooks& hooks;
  RandomSource* ids = nullptr;  // of new cases, where they must repeat; null: as secret as the rest
};

class Writer {
 public:
  static Result<std::unique_ptr<Writer>> open(const World& world, const WriterOptions& options);

  void decide(const model::Command& command);  // into the open batch, where its outcome waits
  std::shared_ptr<Batch> close();              // what was decided since the last close; never null
  void commit(Batch& batch);                   // one fsync, and what was erased scrubbed; then its outcomes may be told
  void settle();                               // the batch on its way has been committed, or has failed

  // One outcome per command, in their order.
  std::vector<model::Outcome> write(const std::vector<model::Command>& commands);

  // Any thread.
  bool failed() const { return failed_.load(std::memory_order_relaxed); }
  std::uint64_t tail() const { return committed_tail_.load(std::memory_order_acquire); }

 private:
  friend class WriterSurroundings;
  struct Meters;
  using Looked = Result<std::optional<ChangedCase>>;

  Writer(const World& world, const WriterOptions& options);
  Result<void> recover();

  // The org in which a command is decided, and what memory must know of it.
  Result<void> enter(const model::Command& command);
  Result<void> enter(model::DirectoryPtr directory);
  Result<void> enter(const model::OrgId& org);  // also one that is not there yet, or no more
  std::uint64_t org_sequence(const Batch& batch) const;

  Batch& open_batch();
  model::Outcome verdict(const model::Command& command, Batch& batch);
  model::Outcome open_case(const model::Command& command, const model::OpenCase& intent, Batch& batch);
  model::Outcome import_cases(const model::Command& command, const model::ImportCases& intent, Batch& batch);
  model::Outcome act_on_case(const model::Command& command, const model::ActOnCase& intent, Batch& batch);
  model::Outcome issue_code(const model::Command& command, const model::IssueCode& intent, Batch& batch);
  model::Outcome create_token(const model::Command& command, const model::CreateToken& intent, Batch& batch);
  model::Outcome revoke_token(const model::Command& command, const model::RevokeToken& intent, Batch& batch);
  model::Outcome create_hook(const model::Command& command, const model::CreateHook& intent, Batch& batch);
  model::Outcome change_hook(const model::Command& command, const model::ChangeHook& intent, Batch& batch);
  model::Outcome rotate_hook(const model::Command& command, const model::RotateHook& intent, Batch& batch);
  model::Outcome test_hook(const model::Command& command, const model::TestHook& intent, Batch& batch);
  model::Outcome replay_hook(const model::Command& command, const model::ReplayHook& intent, Batch& batch);
  std::optional<HookRow> hook_row(const model::HookId& id, const Batch& batch) const;
  std::optional<HookRow> our_hook(const model::HookId& id, const Batch& batch) const;
  // What is not committed yet: the batch on its way, then the open one.
  void each_pending(const Batch& batch, auto visit) const {
    if (on_its_way_ != nullptr) visit(*on_its_way_);
    visit(batch);
  }
  decide::Offer offer(const model::Actor& actor) const;
  model::Outcome delete_hook(const model::Command& command, const model::DeleteHook& intent, Batch& batch);
  // writer_directory.cpp
  model::Outcome set_entry(const model::Command& command, const model::SetEntry& intent, Batch& batch);
  model::Outcome remove_entry(const model::Command& command, const model::RemoveEntry& intent, Batch& batch);
  model::Outcome import_directory(const model::Command& command, const model::ImportDirectory& intent, Batch& batch);
  template <typename Intent, typename Decide>
  model::Outcome change_directory(const model::Command& command, const Intent& intent, Decide decide, bool dry_run,
                                  Batch& batch);
  model::BookPtr book(const Batch* batch) const;
  model::Outcome accept_of_org(const model::Command& command, model::Event event, bool opened, Batch& batch);
  Result<void> retire_secret(HookRow& row) const;

  // Queues, and the moments of the hooks that watch them (writer_moments.cpp).
  std::uint64_t standing(const model::OrgId& org, const std::string& queue, Batch& batch);
  std::vector<model::QueueMove> moves(const ChangedCase& changed, Batch& batch);
  Result<std::optional<Timestamp>> oldest_in(const model::OrgId& org, const workflows::Queue& queue,
                                             const Batch& batch) const;
  void keep_row(HookRow row, HookMoments before, Batch& batch);
  void set_moments(HookRow& row, const Batch& batch) const;
  std::map<std::string, std::set<model::HookId>> minding(const Batch& batch);
  void mind_ages(const ChangedCase& changed, Batch& batch);
  static void wait_again(HookRow& row, const Result<std::optional<Timestamp>>& oldest, const Batch& batch);
  bool still_counts(const model::Hook& hook) const;
  void look_later(HookRow row, HookMoments before, model::HookMoment which, Batch& batch);
  model::Outcome come_due(const model::Command& command, const model::ComeDue& intent, Batch& batch);

  static model::Outcome unknown_case();
  std::optional<model::Outcome> enter_case(const model::Command& command, const model::Case& subject);
  static void keep_code(const model::CaseId& id, const model::QueryCode& code, Batch& batch);

  // The answer an idempotency key already has, if any.
  std::optional<model::Outcome> known_outcome(const model::Command& command, const Batch& batch) const;
  model::Outcome replay(std::uint64_t offset, bool opened) const;
  Result<std::vector<model::Recorded>> caused_by(const std::string& id, std::uint64_t offset) const;

  decide::Facts facts(const Batch& batch, WriterSurroundings& around) const;
  Looked look_up(const model::CaseId& id, const Batch& batch);
  Looked seen_case(const model::Command& command, const model::CaseId& id, const Batch& batch);  // hidden: nothing
  model::PersonalValuesPtr grown(const ChangedCase& subject, const decide::Change& change) const;
  Result<std::uint64_t> last_number(const std::string& series, const Batch& batch);

  // A load or a turn, as the commands before leave it.
  Result<std::uint64_t> tally(const std::string& key, const Batch& batch);
  Result<void> count(const ChangedCase& changed, const model::Event& event, Batch& batch);

  model::Outcome accept(const model::Command& command, decide::Decision decision, ChangedCase subject,
                        const workflows::DefinitionPtr& definition, const WriterSurroundings& around, Batch& batch);
  // The case after that event; nothing when its row would be too large.
  Result<std::optional<ChangedCase>> changed(const decide::Change& change, ChangedCase subject) const;
  Result<model::Recorded> write_down(decide::Change change, ChangedCase changed, Batch& batch);
  model::Position record(const model::Event& event, const std::string& data, Batch& batch);
  void remember(const model::Command& command, std::uint64_t offset, bool opened, Batch& batch);
  void keep(const std::vector<model::PersonalRow>& personal, ChangedCase& changed, Batch& batch);
  void erase(const model::Event& event, ChangedCase& changed, Batch& batch);
  void scrub(Batch& batch);
  void pin(const workflows::Definition& definition, Batch& batch);

  void derive(Batch& batch);  // case rows, index rows, counters, series
  void run_ahead(const Batch& batch);
  Result<void> append(Batch& batch);

  World world_;
  WriterOptions options_;
  model::OrgsPtr orgs_;            // as the command that is being decided found them
  model::DirectoryPtr directory_;  // of the org that it is decided in
  Cases cases_;                    // as committed
  std::shared_ptr<Batch> open_;
  std::shared_ptr<Batch> on_its_way_;
  // As the batch on its way will leave them.
  std::uint64_t tail_ = 0;
  std::map<model::OrgId, std::uint64_t> org_sequences_;  // of the orgs met so far
  Timestamp last_recorded_{};
  std::map<std::string, std::uint64_t> series_;    // number series key → last number
  std::map<std::string, std::uint64_t> counters_;  // counter key → count
  std::map<std::string, std::uint64_t> tallies_;   // those asked for so far
  std::map<std::string, std::uint64_t> standing_;  // cases in the queues asked for so far, by keys::queue_counters
  std::shared_ptr<const Hooks::Rows> hooks_seen_;
  std::map<model::OrgId, std::map<std::string, std::set<model::HookId>>> minding_;  // by queue, of hooks_seen_
  std::set<std::string> stored_definitions_;
  std::atomic<std::uint64_t> committed_tail_{0};
  std::atomic<bool> failed_{false};
  std::shared_ptr<Meters> meters_;
};

}  // namespace docket::partition

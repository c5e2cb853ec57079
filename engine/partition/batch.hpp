// The uncommitted part of the world while one batch is decided and on its way to the disk: cases as they will
// be, rows that will be written, keys already used, answers held back. Becomes one Commit, or nothing. The
// deciding thread fills it and hands it over; from then on `outcomes`, `rows` and `tokens` belong to the
// committing thread, and the rest does not change.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/access.hpp"
#include "engine/hooks.hpp"
#include "engine/journal/store.hpp"
#include "engine/model/case.hpp"
#include "engine/model/event.hpp"
#include "engine/model/outcome.hpp"
#include "engine/model/personal.hpp"
#include "engine/vault/master.hpp"

namespace docket::partition {

struct ChangedCase {
  model::CasePtr before;  // as committed; null when the batch opens it
  model::CasePtr last;    // before the event that is being written down
  model::CasePtr after;
  model::PersonalValuesPtr personal;  // of `after`; null: too many to carry
  vault::RingPtr ring;                // of `after`; a subject that was erased is not in it
  std::string row;                    // `after`, encoded
};

struct Batch {
  Timestamp now;
  std::uint64_t tail = 0;                // offset of the last record, this batch included
  std::vector<model::Outcome> outcomes;  // one per command, in their order; nobody's answer before the commit
  std::vector<journal::Row> rows;
  std::map<std::string, ChangedCase> cases;       // by id
  std::map<std::string, std::uint64_t> series;    // number series key → last number
  std::map<std::string, std::uint64_t> tallies;   // loads and turns, by key, as the last command leaves them
  std::map<std::string, std::uint64_t> standing;  // cases in a queue, by keys::queue_counters
  std::vector<std::pair<model::TokenId, std::optional<TokenRow>>> tokens;  // nothing: revoked
  std::vector<std::pair<model::HookId, std::optional<HookRow>>> hooks;     // nothing: deleted
  model::BookPtr book;                // the directory as the last command leaves it; null: it does not touch it
  std::set<std::string> keys;         // idempotency rows this batch writes
  std::set<std::string> definitions;  // hashes this batch stores
  std::map<model::OrgId, std::uint64_t> org_sequences;  // of the orgs whose own stream it lengthens
  std::size_t events = 0;
  bool erases = false;  // a subject's key: scrubbed before anybody is told
};

}  // namespace docket::partition

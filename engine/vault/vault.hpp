// The personal values of cases, sealed: a key per subject of a case, wrapped by the master key; a sealed row per event
// and subject. Erasing a subject is erasing its key. Writing only makes rows, for the writer's commit; reading is over
// the committed state of the store. Any thread.
//
// A value whose key is gone is not there: no error. A row or key that does not open is Errc::corrupt.
#pragma once

#include <vector>

#include "engine/journal/store.hpp"
#include "engine/model/event.hpp"
#include "engine/model/personal.hpp"
#include "engine/vault/master.hpp"

namespace docket::vault {

// What the vault holds of one case.
struct Contents {
  RingPtr ring;  // never null
  model::PersonalValues values;
};

class Vault {
 public:
  // `store` outlives this.
  Vault(const journal::Store& store, MasterKey master) : store_(store), master_(std::move(master)) {}

  Result<Contents> read(const model::OrgId& org, const model::CaseId& id) const;

  // The rows that keep what an event brought about a subject, and the ring after it: a subject without a key gets one,
  // and is known from then on by the identities that the event brought, no more by others of their kinds: those are
  // noted, so that the next erasure scrubs them too.
  RingPtr seal(const model::PersonalRow& row, const RingPtr& ring, RandomSource& random,
               std::vector<journal::Row>& rows) const;

  // The rows that erase a subject's key and remember that its bytes may still stand in files, and the ring after it.
  // After their commit scrub_erased must run before anybody is told.
  RingPtr erase(const model::OrgId& org, const model::CaseId& id, const std::string& subject, const RingPtr& ring,
                std::vector<journal::Row>& rows) const;

  // A keyed hash of a text, as hex: nobody without the master key can try texts against it.
  std::string fingerprint(const model::OrgId& org, std::string_view text) const;

  const MasterKey& master() const { return master_; }

  // Cases of the org with a subject that is known by an identity of that ring, the newest first; at most known_max.
  static constexpr std::size_t known_max = 64;
  Result<std::vector<model::CaseId>> known(const model::OrgId& org, const RingPtr& ring) const;

 private:
  void know_by(const model::PersonalRow& row, SubjectKey& key, std::vector<journal::Row>& rows) const;
  Result<RingPtr> ring(const model::OrgId& org, const model::CaseId& id) const;

  const journal::Store& store_;
  MasterKey master_;
};

// Scrubs every key whose erasure was committed and not scrubbed yet, also by a process that died in between, and
// forgets that it had to. By the one writer; cheap when there is none.
Result<void> scrub_erased(journal::Store& store);

}  // namespace docket::vault

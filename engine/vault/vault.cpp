#include "engine/vault/vault.hpp"

#include "engine/base/crypto.hpp"
#include "engine/journal/codec.hpp"
#include "engine/journal/keys.hpp"
#include "engine/vault/seal.hpp"

namespace docket::vault {
namespace {

namespace keys = journal::keys;
using journal::Family;

constexpr std::size_t rows_max = 10'000;   // of one case
constexpr std::size_t bucket_max = 2'000;  // rows of a bucket that are looked at, the newest: millions of cases fill it

// And note that its bytes may still stand in files.
void forget(std::string key, std::vector<journal::Row>& rows) {
  rows.push_back({Family::meta, keys::erasure(key), ""});
  rows.push_back({Family::keys, std::move(key), std::nullopt});
}

}  // namespace

// The rows first, then their keys: whatever is erased in between is gone, and a key made in between is younger than
// every row that was read.
Result<Contents> Vault::read(const model::OrgId& org, const model::CaseId& id) const {
  const auto prefix = keys::vault(org, id);
  auto rows = store_.scan(Family::vault, {prefix, keys::prefix_end(prefix), rows_max, false});
  if (!rows) return std::unexpected(rows.error());
  auto held = ring(org, id);
  if (!held) return std::unexpected(held.error());
  Contents contents{std::move(*held), {}};
  for (const auto& row : *rows) {
    const auto place = keys::vault_place(row.key);
    if (!place) return fail(Errc::corrupt, "a vault row of " + id.str() + " names no subject or event");
    if (!opens(contents.ring, place->subject, place->sequence)) continue;
    const auto opened = unseal(contents.ring->find(place->subject)->second.key, row.key, row.value);
    if (!opened) return fail(Errc::corrupt, "a vault row of " + id.str() + " does not open; restore a backup");
    auto brought = journal::decode_personal(*opened);
    if (!brought) return std::unexpected(brought.error());
    for (auto& [pointer, value] : *brought)
      contents.values.emplace(std::pair(place->sequence.value, pointer), std::move(value));
  }
  return contents;
}

Result<RingPtr> Vault::ring(const model::OrgId& org, const model::CaseId& id) const {
  const auto prefix = keys::subject_keys(org, id);
  const auto rows = store_.scan(Family::keys, {prefix, keys::prefix_end(prefix), rows_max, false});
  if (!rows) return std::unexpected(rows.error());
  auto ring = std::make_shared<Ring>();
  for (const auto& row : *rows) {
    auto key = master_.unwrap(row.key, row.value);
    if (!key) return std::unexpected(key.error());
    auto subject = row.key.substr(prefix.size());
    if (!subject.ends_with('\0')) return fail(Errc::corrupt, "a key of the vault names no subject");
    subject.pop_back();
    ring->emplace(std::move(subject), std::move(*key));
  }
  return ring;
}

// vault_row := sealed        sealed := nonce:12 personal tag:16 under the subject's key, for the place row's key
RingPtr Vault::seal(const model::PersonalRow& row, const RingPtr& ring, RandomSource& random,
                    std::vector<journal::Row>& rows) const {
  auto after = ring;
  const bool fresh = ring == nullptr || !ring->contains(row.subject);
  if (fresh || !row.identities.empty()) {
    auto grown = ring == nullptr ? std::make_shared<Ring>() : std::make_shared<Ring>(*ring);
    if (fresh) grown->emplace(row.subject, SubjectKey{row.sequence, Key::fresh(random)});
    auto& made = grown->find(row.subject)->second;
    know_by(row, made, rows);
    auto place = keys::subject_key(row.org, row.case_id, row.subject);
    auto wrapped = master_.wrap(made, place, random);
    rows.push_back({Family::keys, std::move(place), std::move(wrapped)});
    after = std::move(grown);
  }
  auto place = keys::vault(row);
  auto sealed = vault::seal(after->find(row.subject)->second.key, place, journal::encode_personal(row.values), random);
  rows.push_back({Family::vault, std::move(place), std::move(sealed)});
  return after;
}

void Vault::know_by(const model::PersonalRow& row, SubjectKey& key, std::vector<journal::Row>& rows) const {
  for (const auto& [kind, value] : row.identities) {
    auto identity = master_.identity(row.org, kind, value);
    auto& known = key.known_by[kind.front()];
    if (!known.empty() && known != identity) forget(keys::known_by(row.org, known, row.case_id), rows);
    known = std::move(identity);
    rows.push_back({Family::keys, keys::known_by(row.org, known, row.case_id), known + row.subject});
  }
}

std::string Vault::fingerprint(const model::OrgId& org, std::string_view text) const {
  return crypto::hex(master_.identity(org, "ledger", text));
}

Result<std::vector<model::CaseId>> Vault::known(const model::OrgId& org, const RingPtr& ring) const {
  std::vector<model::CaseId> found;
  if (ring == nullptr) return found;
  for (const auto& [subject, key] : *ring) {
    for (const auto& [kind, identity] : key.known_by) {
      const auto prefix = keys::known_by(org, identity);
      const auto rows = store_.scan(Family::keys, {prefix, keys::prefix_end(prefix), bucket_max, true});
      if (!rows) return std::unexpected(rows.error());
      for (const auto& row : *rows) {
        auto place = row.value.starts_with(identity) ? keys::known_place(row.key) : std::nullopt;
        if (place && found.size() < known_max) found.push_back(std::move(place->id));
      }
    }
  }
  return found;
}

RingPtr Vault::erase(const model::OrgId& org, const model::CaseId& id, const std::string& subject, const RingPtr& ring,
                     std::vector<journal::Row>& rows) const {
  auto left = ring == nullptr ? std::make_shared<Ring>() : std::make_shared<Ring>(*ring);
  if (const auto held = left->find(subject); held != left->end()) {
    for (const auto& [kind, identity] : held->second.known_by) forget(keys::known_by(org, identity, id), rows);
    left->erase(held);
  }
  forget(keys::subject_key(org, id, subject), rows);
  return left;
}

Result<void> scrub_erased(journal::Store& store) {
  const auto prefix = keys::erasure("");
  while (true) {
    const auto rows = store.scan(Family::meta, {prefix, keys::prefix_end(prefix), rows_max, false});
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty()) return {};
    std::vector<std::string> erased;
    journal::Commit done;
    for (const auto& row : *rows) {
      erased.push_back(row.key.substr(prefix.size()));
      done.rows.push_back({Family::meta, row.key, std::nullopt});
    }
    if (auto scrubbed = store.scrub(Family::keys, erased); !scrubbed) return scrubbed;
    if (auto noted = store.append(done); !noted) return noted;
  }
}

}  // namespace docket::vault

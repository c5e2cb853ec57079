#include "engine/vault/master.hpp"

#include <algorithm>

#include "engine/base/bytes.hpp"
#include "engine/base/crypto.hpp"
#include "engine/vault/seal.hpp"

namespace docket::vault {
namespace {

constexpr std::string_view check_place = "docket master key";

// Where a key stands: its row, and since when. So neither can be changed without the tag noticing.
std::string place(std::string_view row, std::string_view since) { return std::string(row).append(since); }

constexpr std::size_t since_size = 8;
constexpr std::size_t identity_size = 16;
constexpr std::size_t kind_size = 1;

Key derived(const Key& key, std::string_view purpose) {
  auto bytes = crypto::hmac_sha256(key.bytes(), purpose);
  const auto made = Key::from(bytes);
  wipe(bytes);
  return *made;
}

}  // namespace

bool opens(const RingPtr& ring, std::string_view subject, model::Sequence sequence) {
  if (ring == nullptr) return false;
  const auto key = ring->find(subject);
  return key != ring->end() && key->second.since <= sequence;
}

std::string_view subject_of(std::string_view known) { return known.substr(std::min(known.size(), identity_size)); }

bool share_somebody(const RingPtr& one, const RingPtr& other) {
  if (one == nullptr || other == nullptr) return false;
  for (const auto& [subject, key] : *one)
    for (const auto& [also, second] : *other)
      for (const auto& [kind, identity] : key.known_by)
        if (const auto known = second.known_by.find(kind); known != second.known_by.end() && known->second == identity)
          return true;
  return false;
}

MasterKey::MasterKey(const Key& key)
    : key_(key), identities_(derived(key, "docket identities")), secrets_(derived(key, "docket secrets")) {}

std::string MasterKey::seal_secret(std::string_view row, std::string_view text, RandomSource& random) const {
  return vault::seal(secrets_, row, text, random);
}

std::optional<std::string> MasterKey::open_secret(std::string_view row, std::string_view sealed) const {
  return unseal(secrets_, row, sealed);
}

std::string MasterKey::identity(const model::OrgId& org, std::string_view kind, std::string_view value) const {
  auto text = org.str();
  text.append(1, '\0').append(kind).append(1, '\0').append(value);
  return crypto::hmac_sha256(identities_.bytes(), text).substr(0, identity_size);
}

// wrapped_key := since:u64 sealed        sealed := nonce:12 key:32 (kind:u8 identity:16)* tag:16 under the master key,
//                                                  for the place row's key, since
std::string MasterKey::wrap(const SubjectKey& key, std::string_view row, RandomSource& random) const {
  std::string wrapped;
  bytes::put_u64(wrapped, key.since.value);
  std::string text(key.key.bytes());
  for (const auto& [kind, identity] : key.known_by) text.append(1, kind).append(identity);
  auto sealed = seal(key_, place(row, wrapped), text, random);
  wipe(text);
  return wrapped + sealed;
}

Result<SubjectKey> MasterKey::unwrap(std::string_view row, std::string_view wrapped) const {
  const auto damaged = [] { return fail(Errc::corrupt, "a wrapped key of the vault does not open; restore a backup"); };
  const auto from = since(wrapped);
  if (!from) return damaged();
  auto opened = unseal(key_, place(row, wrapped.substr(0, since_size)), wrapped.substr(since_size));
  const auto key = opened ? Key::from(std::string_view(*opened).substr(0, Key::size)) : std::nullopt;
  if (!key) return damaged();
  SubjectKey made{*from, *key};
  for (auto at = Key::size; at < opened->size(); at += kind_size + identity_size)
    made.known_by.emplace((*opened)[at], opened->substr(at + kind_size, identity_size));
  wipe(*opened);
  return made;
}

std::optional<model::Sequence> MasterKey::since(std::string_view wrapped) {
  constexpr auto least = since_size + seal_size + Key::size;
  if (wrapped.size() < least || (wrapped.size() - least) % (kind_size + identity_size) != 0) return std::nullopt;
  return model::Sequence{bytes::Reader(wrapped).u64()};
}

std::size_t MasterKey::identities(std::string_view wrapped) {
  return (wrapped.size() - since_size - seal_size - Key::size) / (kind_size + identity_size);
}

// check := nonce:12 tag:16, the empty text under the master key
std::string MasterKey::make_check(RandomSource& random) const { return seal(key_, check_place, "", random); }

bool MasterKey::passes(std::string_view check) const { return unseal(key_, check_place, check).has_value(); }

}  // namespace docket::vault

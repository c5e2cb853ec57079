#include "engine/vault/master.hpp"

#include "engine/base/bytes.hpp"
#include "engine/vault/seal.hpp"

namespace docket::vault {
namespace {

constexpr std::string_view check_place = "docket master key";

// Where a key stands: its row, and since when. So neither can be changed without the tag noticing.
std::string place(std::string_view row, std::string_view since) { return std::string(row).append(since); }

constexpr std::size_t since_size = 8;

}  // namespace

bool opens(const RingPtr& ring, std::string_view subject, model::Sequence sequence) {
  if (ring == nullptr) return false;
  const auto key = ring->find(subject);
  return key != ring->end() && key->second.since <= sequence;
}

// wrapped_key := since:u64 sealed        sealed := nonce:12 key:32 tag:16 under the master key, for the place
//                                                  row's key, since
std::string MasterKey::wrap(const SubjectKey& key, std::string_view row, RandomSource& random) const {
  std::string wrapped;
  bytes::put_u64(wrapped, key.since.value);
  return wrapped + seal(key_, place(row, wrapped), key.key.bytes(), random);
}

Result<SubjectKey> MasterKey::unwrap(std::string_view row, std::string_view wrapped) const {
  const auto damaged = [] { return fail(Errc::corrupt, "a wrapped key of the vault does not open; restore a backup"); };
  const auto from = since(wrapped);
  if (!from) return damaged();
  auto opened = unseal(key_, place(row, wrapped.substr(0, since_size)), wrapped.substr(since_size));
  const auto key = opened ? Key::from(*opened) : std::nullopt;
  if (!key) return damaged();
  wipe(*opened);
  return SubjectKey{*from, *key};
}

std::optional<model::Sequence> MasterKey::since(std::string_view wrapped) {
  if (wrapped.size() != since_size + seal_size + Key::size) return std::nullopt;
  return model::Sequence{bytes::Reader(wrapped).u64()};
}

// check := nonce:12 tag:16, the empty text under the master key
std::string MasterKey::make_check(RandomSource& random) const { return seal(key_, check_place, "", random); }

bool MasterKey::passes(std::string_view check) const { return unseal(key_, check_place, check).has_value(); }

}  // namespace docket::vault

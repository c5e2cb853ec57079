#include "engine/vault/key.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <cstring>

namespace docket::vault {

Key Key::fresh(RandomSource& random) {
  Key key;
  for (std::size_t at = 0; at < size; at += sizeof(std::uint64_t)) {
    const auto word = random.next();
    std::memcpy(key.bytes_.data() + at, &word, sizeof(word));
  }
  return key;
}

std::optional<Key> Key::from(std::string_view bytes) {
  if (bytes.size() != size) return std::nullopt;
  Key key;
  std::ranges::copy(bytes, key.bytes_.begin());
  return key;
}

void wipe(std::string& text) { OPENSSL_cleanse(text.data(), text.size()); }

Key::~Key() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

}  // namespace docket::vault

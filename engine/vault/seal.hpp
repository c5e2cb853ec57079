// AES-256-GCM: a text that only the key opens, only in its place, and only unchanged. Pure but for the nonce, which the
// RandomSource gives: 96 random bits, so one key may seal 2^32 texts before a repeated nonce is worth a thought. A
// subject's key seals one text per event, the master key one per subject.
//
// sealed := nonce:12 text tag:16
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/vault/key.hpp"

namespace docket::vault {

inline constexpr std::size_t nonce_size = 12;
inline constexpr std::size_t tag_size = 16;
inline constexpr std::size_t seal_size = nonce_size + tag_size;  // what sealing adds to a text

// `place` is not stored: whoever opens must name it, so that a sealed text cannot be moved to another row.
std::string seal(const Key& key, std::string_view place, std::string_view text, RandomSource& random);

// Nothing when a byte was changed, or with another key or place.
std::optional<std::string> unseal(const Key& key, std::string_view place, std::string_view sealed);

}  // namespace docket::vault

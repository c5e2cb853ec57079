// The file of the master key: outside the data directory, so that a copy of the directory opens nothing. Made for a new
// directory, 0600; for any other it must be there.
//
// vault_key_file := 64 hexadecimal digits LF
#pragma once

#include <expected>
#include <filesystem>
#include <string>

#include "engine/base/uuid.hpp"
#include "engine/vault/master.hpp"

namespace docket::config {

// Beside the data directory, by its name: `<data>.key`.
std::filesystem::path usual_vault_key_file(const std::filesystem::path& data);

// Does the file lie in that directory, also through links?
bool lies_inside(const std::filesystem::path& file, const std::filesystem::path& directory);

struct FoundKey {
  vault::MasterKey key;
  bool made = false;  // just now: somebody should keep a copy of it
};

// The sentence of a refusal says what to do.
std::expected<FoundKey, std::string> open_vault_key(const std::filesystem::path& file, bool may_make,
                                                    RandomSource& random);

}  // namespace docket::config

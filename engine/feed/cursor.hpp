// How far a follower is: everything it wants up to `offset` is outside. A hint, saved without a sync: a crash
// may bring back an older one, never a newer. What the follower knows beyond the position (`notes`) is its own
// format. The row is keys::cursor(name).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/error.hpp"
#include "engine/journal/store.hpp"

namespace docket::feed {

struct Cursor {
  std::uint64_t offset = 0;
  std::string notes;
  friend bool operator==(const Cursor&, const Cursor&) = default;
};

std::string encode_cursor(const Cursor& cursor);
std::optional<Cursor> decode_cursor(std::string_view bytes);

// Nothing: this follower has never been here, or its row is of another format, which is the same.
Result<std::optional<Cursor>> load_cursor(const journal::Store& store, std::string_view follower);
Result<void> save_cursor(journal::Store& store, std::string_view follower, const Cursor& cursor);

}  // namespace docket::feed

#include "engine/feed/cursor.hpp"

#include "engine/base/bytes.hpp"
#include "engine/journal/keys.hpp"

namespace docket::feed {

namespace {
constexpr std::uint8_t cursor_format = 1;
}

// cursor := format:u8 offset:u64 notes      notes are the rest
std::string encode_cursor(const Cursor& cursor) {
  std::string out;
  bytes::put_u8(out, cursor_format);
  bytes::put_u64(out, cursor.offset);
  return out.append(cursor.notes);
}

std::optional<Cursor> decode_cursor(std::string_view stored) {
  bytes::Reader in(stored);
  if (in.u8() != cursor_format) return std::nullopt;
  const auto offset = in.u64();
  if (!in.ok()) return std::nullopt;
  return Cursor{offset, std::string(in.rest())};
}

Result<std::optional<Cursor>> load_cursor(const journal::Store& store, std::string_view follower) {
  const auto row = store.get(journal::Family::meta, journal::keys::cursor(follower));
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::optional<Cursor>();
  return decode_cursor(**row);
}

Result<void> save_cursor(journal::Store& store, std::string_view follower, const Cursor& cursor) {
  return store.hint({journal::Family::meta, journal::keys::cursor(follower), encode_cursor(cursor)});
}

}  // namespace docket::feed

#include "engine/journal/directory_rows.hpp"

#include "engine/base/bytes.hpp"
#include "engine/journal/keys.hpp"

namespace docket::journal {
namespace {

constexpr std::uint8_t row_format = 1;

// entry_row := format:u8 version:u64 now imported        texts with their length
std::string encode(const model::EntryRow& row) {
  std::string out;
  bytes::put_u8(out, row_format);
  bytes::put_u64(out, row.version);
  bytes::put_string(out, row.now);
  bytes::put_string(out, row.imported);
  return out;
}

std::optional<model::EntryRow> decode(std::string_view stored) {
  bytes::Reader in(stored);
  if (in.u8() != row_format) return std::nullopt;
  model::EntryRow row;
  row.version = in.u64();
  row.now = in.string();
  row.imported = in.string();
  return in.done() ? std::optional(std::move(row)) : std::nullopt;
}

}  // namespace

Row directory_row(const model::EntryName& name, const model::EntryRow* row) {
  return {Family::meta, keys::directory_entry(name), row == nullptr ? std::nullopt : std::optional(encode(*row))};
}

Result<std::map<model::EntryName, model::EntryRow>> read_directory(const Store& store) {
  constexpr std::size_t step = 1'000;
  std::map<model::EntryName, model::EntryRow> rows;
  const auto prefix = keys::directory();
  auto from = prefix;
  while (true) {
    const auto found = store.scan(Family::meta, {from, keys::prefix_end(prefix), step, false});
    if (!found) return std::unexpected(found.error());
    for (const auto& [key, value] : *found) {
      const auto name = keys::directory_place(key);
      auto row = decode(value);
      if (!name || !row) return fail(Errc::corrupt, "a row of the directory does not decode");
      rows.emplace(*name, std::move(*row));
    }
    if (found->size() < step) return rows;
    from = found->back().key + '\0';
  }
}

}  // namespace docket::journal

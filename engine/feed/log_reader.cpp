#include "engine/feed/log_reader.hpp"

#include <algorithm>

#include "engine/journal/codec.hpp"
#include "engine/journal/keys.hpp"

namespace docket::feed {

namespace keys = journal::keys;
using journal::Family;
using journal::Record;

namespace {
const std::string beyond(9, '\xFF');
constexpr std::size_t step_max = 64;
}  // namespace

Result<std::vector<Record>> LogReader::after(std::uint64_t offset, std::size_t max, std::size_t bytes_max) const {
  std::vector<Record> records;
  std::size_t bytes = 0;
  while (records.size() < max && bytes < bytes_max && offset != UINT64_MAX) {
    const auto step = std::min(step_max, max - records.size());
    const auto rows = store_.scan(Family::log, {keys::log(offset + 1), beyond, step, false});
    if (!rows) return std::unexpected(rows.error());
    for (const auto& row : *rows) {
      offset = keys::log_offset(row.key);
      bytes += row.value.size();
      auto record = journal::decode_envelope({0, offset}, row.value);
      if (!record) return std::unexpected(record.error());
      records.push_back(std::move(*record));
    }
    if (rows->size() < step) break;
  }
  return records;
}

Result<std::optional<Record>> LogReader::at(std::uint64_t offset) const {
  const auto row = store_.get(Family::log, keys::log(offset));
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::optional<Record>();
  auto record = journal::decode_envelope({0, offset}, **row);
  if (!record) return std::unexpected(record.error());
  return std::optional(std::move(*record));
}

Result<std::uint64_t> LogReader::tail() const {
  const auto rows = store_.scan(Family::log, {"", beyond, 1, true});
  if (!rows) return std::unexpected(rows.error());
  return rows->empty() ? 0 : keys::log_offset(rows->front().key);
}

}  // namespace docket::feed

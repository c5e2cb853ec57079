#include "adapters/memory/store.hpp"

namespace docket::memory {

using journal::Commit;
using journal::Entry;
using journal::Family;
using journal::Range;

Result<void> Store::append(const Commit& commit) {
  const std::lock_guard lock(mutex_);
  for (const auto& row : commit.rows) {
    auto& rows = families_[static_cast<std::size_t>(row.family)];
    if (row.value) {
      rows.insert_or_assign(row.key, *row.value);
    } else {
      rows.erase(row.key);
    }
  }
  return {};
}

Result<std::optional<std::string>> Store::get(Family family, std::string_view key) const {
  const std::lock_guard lock(mutex_);
  const auto found = rows(family).find(key);
  if (found == rows(family).end()) return std::optional<std::string>();
  return std::optional(found->second);
}

Result<std::vector<std::optional<std::string>>> Store::get_many(Family family,
                                                                std::span<const std::string> keys) const {
  std::vector<std::optional<std::string>> values;
  values.reserve(keys.size());
  for (const auto& key : keys) {
    auto value = get(family, key);
    if (!value) return std::unexpected(value.error());
    values.push_back(std::move(*value));
  }
  return values;
}

Result<std::vector<Entry>> Store::scan(Family family, const Range& range) const {
  const std::lock_guard lock(mutex_);
  std::vector<Entry> entries;
  if (range.from >= range.to) return entries;
  const auto begin = rows(family).lower_bound(range.from);
  const auto end = rows(family).lower_bound(range.to);
  if (range.backwards) {
    for (auto at = end; at != begin && entries.size() < range.max;) {
      --at;
      entries.push_back({at->first, at->second});
    }
    return entries;
  }
  for (auto at = begin; at != end && entries.size() < range.max; ++at) entries.push_back({at->first, at->second});
  return entries;
}

}  // namespace docket::memory

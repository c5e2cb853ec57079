#include "engine/index/merge.hpp"

#include <algorithm>

#include "engine/journal/keys.hpp"

namespace docket::index {

namespace keys = journal::keys;

constexpr std::size_t packed_size = 16;

Merge::Merge(const journal::Store& store, std::vector<std::string> prefixes, std::string after, bool newest_first,
             std::size_t step)
    : store_(store), last_(std::move(after)), newest_first_(newest_first), step_(step) {
  for (auto& prefix : prefixes) tables_.push_back({std::move(prefix), {}, false});
}

Result<void> Merge::fill(Table& table) const {
  if (!table.ahead.empty() || table.ended) return {};
  journal::Range range{table.prefix, keys::prefix_end(table.prefix), step_, newest_first_};
  if (!last_.empty()) (newest_first_ ? range.to : range.from) = table.prefix + last_;
  if (!last_.empty() && !newest_first_) range.from += '\0';
  auto rows = store_.scan(journal::Family::index, range);
  if (!rows) return std::unexpected(rows.error());
  table.ended = rows->size() < step_;
  for (const auto& row : *rows) table.ahead.push_back(row.key.substr(table.prefix.size()));
  std::ranges::reverse(table.ahead);
  return {};
}

Result<std::optional<model::CaseId>> Merge::next() {
  const std::string* first = nullptr;
  for (auto& table : tables_) {
    while (!table.ahead.empty() && table.ahead.back() == last_) table.ahead.pop_back();
    if (auto filled = fill(table); !filled) return std::unexpected(filled.error());
    if (table.ahead.empty()) continue;
    const auto& candidate = table.ahead.back();
    if (first == nullptr || (newest_first_ ? candidate > *first : candidate < *first)) first = &candidate;
  }
  if (first == nullptr) return std::optional<model::CaseId>();
  last_ = *first;
  auto id = keys::unpack_case(std::string_view(last_).substr(last_.size() - std::min(last_.size(), packed_size)));
  if (!id) return fail(Errc::corrupt, "an index row does not name a case");
  return id;
}

}  // namespace docket::index

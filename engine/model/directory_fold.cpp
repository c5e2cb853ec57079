#include "engine/model/directory_fold.hpp"

namespace docket::model {

std::vector<EntryName> fold(const Event& event, std::map<EntryName, EntryRow>& rows) {
  std::vector<EntryName> changed;
  const auto* data = std::get_if<DirectoryChanged>(&event.data);
  if (data == nullptr) return changed;
  for (const auto& [kind, id, value] : data->changes) {
    const auto& name = changed.emplace_back(event.org, read_kind(kind).value_or(EntryKind::user), id);
    auto& row = rows[name];
    row.now = value;
    row.version = event.sequence.value;
    if (data->imported) row.imported = value;
    if (row.now.empty() && row.imported.empty()) rows.erase(name);
  }
  return changed;
}

}  // namespace docket::model

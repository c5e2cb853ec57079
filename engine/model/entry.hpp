// What an entry of the directory is called: of which org, of what kind, and its id. Names sort as entries have to be
// told: an org before its units, those before the people in them. Values.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/model/ids.hpp"

namespace docket::model {

enum class EntryKind : std::uint8_t { org = 0, unit = 1, area = 2, user = 3 };  // the numbers are in keys
std::string_view kind_name(EntryKind kind);                                     // "org", "unit", "area", "user"
std::optional<EntryKind> read_kind(std::string_view name);

struct EntryName {
  OrgId org;
  EntryKind kind = EntryKind::user;
  std::string id;  // of an org its own
  friend auto operator<=>(const EntryName&, const EntryName&) = default;
};

}  // namespace docket::model

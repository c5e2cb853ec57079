// The identifiers of the domain. Different types never convert into each other.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/strong_id.hpp"

namespace docket::model {

using OrgId = Id<struct OrgTag>;
using CaseId = Id<struct CaseTag>;  // "case_" + UUIDv7 with the org's virtual partition
using UserId = Id<struct UserTag>;
using UnitId = Id<struct UnitTag>;
using TokenId = Id<struct TokenTag>;
using HookId = Id<struct HookTag>;  // "hook_" + UUIDv7

// The number of an event within its stream, from 1. Zero: no event yet.
struct Sequence {
  std::uint64_t value = 0;
  friend auto operator<=>(const Sequence&, const Sequence&) = default;
};

// The place of a record in a partition's log, from 1. Zero: before the first. Opaque to clients:
// "<partition>-<offset>".
struct Position {
  std::uint32_t partition = 0;
  std::uint64_t offset = 0;
  friend auto operator<=>(const Position&, const Position&) = default;
};

std::string format_position(Position position);
std::optional<Position> parse_position(std::string_view text);

}  // namespace docket::model

// The personal values of one case, as read from its vault rows or carried beside the case that was just
// changed. Never logged, never part of an event; dropped with the case when a subject is erased.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "workflows/value.hpp"

namespace docket::model {

// Finds a value by the two halves of a reference, without copying them.
struct PersonalOrder {
  using is_transparent = void;
  using View = std::pair<std::uint64_t, std::string_view>;
  bool operator()(const View& left, const View& right) const { return left < right; }
};

// (sequence of the event that brought it, JSON pointer into that event's input) → value.
using PersonalValues = std::map<std::pair<std::uint64_t, std::string>, workflows::Value, PersonalOrder>;
using PersonalValuesPtr = std::shared_ptr<const PersonalValues>;

}  // namespace docket::model

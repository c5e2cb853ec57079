// The personal values of one case, as read from its vault rows or carried beside the case that was just
// changed. Never logged, never part of an event; dropped with the case when a subject is erased.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "workflows/value.hpp"

namespace docket::model {

// (sequence of the event that brought it, JSON pointer into that event's input) → value.
using PersonalValues = std::map<std::pair<std::uint64_t, std::string>, workflows::Value>;
using PersonalValuesPtr = std::shared_ptr<const PersonalValues>;

}  // namespace docket::model

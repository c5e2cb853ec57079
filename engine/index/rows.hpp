// How a case is found again: (case before, case after) → index rows to put and to erase. Pure. Counters are
// kept as changes, because many cases of one batch may touch the same one.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/journal/store.hpp"
#include "engine/model/case.hpp"

namespace docket::index {

using CounterChanges = std::map<std::string, std::int64_t>;  // counter key → change

// The counter that a case is part of; none when it is protected, so that no count betrays it.
std::optional<std::string> counter_of(const model::Case& subject);

// `before` is null for a case that opens.
void append_rows(const model::Case* before, const model::Case& after, std::vector<journal::Row>& rows,
                 CounterChanges& counters);

// Every index row (counters apart) that belongs to a case as it stands: what `log verify` expects to find.
std::vector<std::string> expected_keys(const model::Case& subject);

}  // namespace docket::index

// `docket log verify`: folds every case from zero and compares what the store derived from the log — case
// rows, index rows, counters, vault rows, keys, outcomes, the directory — with what it should be. Reads only, and needs
// no master key: that every reference has its sealed row and every living subject its key is asked, whether they open
// is not. Memory does not grow with the log.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/journal/store.hpp"

namespace docket::index {

struct Verification {
  std::uint64_t records = 0;
  std::uint64_t cases = 0;
  std::uint64_t index_rows = 0;
  std::uint64_t personal_values = 0;  // references whose sealed row is there
  std::vector<std::string> findings;  // empty: the store is exactly what the log says; at most findings_max
  std::uint64_t finding_count = 0;
};

inline constexpr std::size_t findings_max = 100;

// `progress` hears the number of records seen, now and then.
Result<Verification> verify(const journal::Store& store, const std::function<void(std::uint64_t)>& progress);

}  // namespace docket::index

// What one transaction takes from the log: the records that are wanted and that their lane lacks, in order, up to a
// number and a size. Pure. Owns its records until the next one is made: that is all the memory publication needs.
#pragma once

#include <cstdint>
#include <vector>

#include "adapters/kafka/lanes.hpp"
#include "adapters/kafka/options.hpp"
#include "engine/journal/record.hpp"

namespace docket::kafka {

struct Outgoing {
  journal::Record record;
  int partition = 0;
  std::int64_t offset = -1;  // as the broker gave it
};

struct Batch {
  std::vector<Outgoing> events;
  std::uint64_t through = 0;  // the last position looked at
  bool cut = false;           // a limit was reached before the records ended
};

Batch select(std::vector<journal::Record> records, const std::vector<Lane>& lanes, const Options& options,
             std::size_t batch_max);

}  // namespace docket::kafka

#include "adapters/kafka/batch.hpp"

#include "adapters/kafka/message.hpp"

namespace docket::kafka {

Batch select(std::vector<journal::Record> records, const std::vector<Lane>& lanes, const Options& options,
             std::size_t batch_max) {
  Batch batch;
  batch.events.reserve(records.size());
  std::size_t bytes = 0;
  for (auto& record : records) {
    const auto offset = record.position.offset;
    const auto partition = wants(options, record) ? partition_of(key_of(record), static_cast<int>(lanes.size())) : -1;
    if (partition >= 0 && lanes[static_cast<std::size_t>(partition)].published < offset) {
      const auto size = record.data.size();
      const bool full = batch.events.size() == batch_max || bytes + size > options.batch_bytes_max;
      if (full && !batch.events.empty()) {
        batch.cut = true;
        return batch;
      }
      bytes += size;
      batch.events.push_back({std::move(record), partition, -1});
    }
    batch.through = offset;
  }
  return batch;
}

}  // namespace docket::kafka

// Does what the publication decides: owns the producer and the one batch in memory, reads the log, and turns what
// happened into the machine's next input. Waiting (`listen`, `rest`) is its owner's. One thread; `log` outlives it.
#pragma once

#include <functional>
#include <memory>

#include "adapters/kafka/batch.hpp"
#include "adapters/kafka/options.hpp"
#include "adapters/kafka/producer.hpp"
#include "adapters/kafka/publication.hpp"
#include "engine/feed/log_reader.hpp"

namespace docket::kafka {

class Courier {
 public:
  // `stopped`: whether calls under way should end early.
  Courier(const feed::LogReader& log, Options options, std::function<bool()> stopped);

  Input perform(Verb verb, const Publication& publication);

  const Batch& batch() const { return batch_; }  // what was gathered last

 private:
  Input create();
  Input describe(const Limit& limit);
  Input read_tails(const Limit& limit);
  Input gather(const Publication& publication);
  Limit limit(std::chrono::milliseconds span) const { return {std::chrono::steady_clock::now() + span, stopped_}; }

  const feed::LogReader& log_;
  Options options_;
  std::function<bool()> stopped_;
  std::unique_ptr<Producer> producer_;
  Batch batch_;
  int partition_count_ = 0;
};

}  // namespace docket::kafka

// What the publisher tells the operator's graphs. Made once at start-up; observing is thread-safe.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "adapters/kafka/batch.hpp"
#include "adapters/kafka/condition.hpp"
#include "engine/base/clock.hpp"
#include "engine/base/metrics.hpp"

namespace docket::kafka {

class Meters {
 public:
  explicit Meters(Metrics& metrics);

  void committed(std::size_t event_count, std::chrono::duration<double> took);
  void acknowledged(const Batch& batch, Timestamp now);  // the transaction that held it is committed
  void aborted();
  void unknown();  // nobody can say what became of a transaction
  void lost(std::uint64_t partition_count);
  void standing(std::uint64_t position, std::uint64_t tail);
  void condition(Condition now);

 private:
  prometheus::Counter& published_;
  prometheus::Counter& committed_;
  prometheus::Counter& aborted_;
  prometheus::Counter& unknown_;
  prometheus::Counter& lost_;
  prometheus::Gauge& position_;
  prometheus::Gauge& lag_;
  prometheus::Histogram& seconds_;
  prometheus::Histogram& delay_;
  std::array<prometheus::Gauge*, all_conditions.size()> conditions_;
};

}  // namespace docket::kafka

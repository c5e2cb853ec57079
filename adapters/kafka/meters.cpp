#include "adapters/kafka/meters.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

#include <algorithm>

namespace docket::kafka {

Meters::Meters(Metrics& metrics)
    : published_(metrics.counter("docket_kafka_published_total", "Events committed to the topic")),
      committed_(metrics.counter("docket_kafka_transactions_total", "Transactions by result", "result", "committed")),
      aborted_(metrics.counter("docket_kafka_transactions_total", "Transactions by result", "result", "aborted")),
      unknown_(metrics.counter("docket_kafka_transactions_total", "Transactions by result", "result", "unknown")),
      lost_(metrics.counter("docket_kafka_lost_tails_total", "Partitions that were found without their end")),
      position_(metrics.gauge("docket_kafka_position", "Everything up to here is in the topic")),
      lag_(metrics.gauge("docket_kafka_lag_events", "Events of the log behind the position")),
      seconds_(metrics.histogram("docket_kafka_transaction_seconds", "From the first event handed over to the commit",
                                 0.002, 2, 14)),
      delay_(metrics.histogram("docket_kafka_delay_seconds",
                               "From an event's recorded time to the commit of its transaction at the broker", 0.002,
                               1.4, 40)) {
  for (std::size_t i = 0; i < all_conditions.size(); ++i) {
    conditions_[i] = &metrics.gauge("docket_kafka_condition", "1: this stands between the log and the topic",
                                    "condition", std::string(name_of(all_conditions[i])));
  }
}

void Meters::committed(std::size_t event_count, std::chrono::duration<double> took) {
  published_.Increment(static_cast<double>(event_count));
  committed_.Increment();
  seconds_.Observe(took.count());
}

void Meters::acknowledged(const Batch& batch, Timestamp now) {
  for (const auto& event : batch.events) {
    const std::chrono::duration<double> delay = now - event.record.event.recorded;
    delay_.Observe(std::max(delay.count(), 0.0));
  }
}

void Meters::aborted() { aborted_.Increment(); }
void Meters::unknown() { unknown_.Increment(); }
void Meters::lost(std::uint64_t partition_count) { lost_.Increment(static_cast<double>(partition_count)); }

void Meters::standing(std::uint64_t position, std::uint64_t tail) {
  position_.Set(static_cast<double>(position));
  lag_.Set(tail > position ? static_cast<double>(tail - position) : 0.0);
}

void Meters::condition(Condition now) {
  for (std::size_t i = 0; i < all_conditions.size(); ++i) conditions_[i]->Set(all_conditions[i] == now ? 1.0 : 0.0);
}

}  // namespace docket::kafka

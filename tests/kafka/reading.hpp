// A consumer of a whole topic, for tests and benchmarks: every partition by assignment, no group kept, nothing of the
// product's code in it. One thread.
#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace docket::test {

using Message = std::unique_ptr<rd_kafka_message_t, void (*)(rd_kafka_message_t*)>;

class Reading {
 public:
  // From `offset` on: RD_KAFKA_OFFSET_BEGINNING or RD_KAFKA_OFFSET_END. `isolation` as the library names it.
  Reading(const std::string& brokers, const std::string& topic, const std::string& isolation, std::int64_t offset);

  // Hands every message over up to the present end, or until `take` returns false. "" or why it could not.
  std::string to_the_end(const std::function<bool(Message)>& take);

  // Null when none came; an end of a partition is a message with an error code. Messages die before the Reading.
  Message next(int wait_ms);

 private:
  std::unique_ptr<rd_kafka_t, void (*)(rd_kafka_t*)> consumer_;
  int partition_count_ = 0;  // 0: no such topic, or no broker
};

}  // namespace docket::test

// Why an action of the publisher did not work, and how far the damage reaches. Values; the librdkafka codes behind
// them are known to errors.cpp alone.
#pragma once

#include <expected>
#include <string>

#include "adapters/kafka/condition.hpp"

namespace docket::kafka {

// What must happen before going on.
enum class Remedy {
  abort,       // the transaction is to be aborted; the producer is good
  start_over,  // the producer is useless, or nobody knows what became of its transaction
};

struct Failure {
  Condition condition = Condition::none;
  std::string detail;  // for operators: what the broker or the client said
  Remedy remedy = Remedy::start_over;
  friend bool operator==(const Failure&, const Failure&) = default;
};

template <typename T>
using Attempt = std::expected<T, Failure>;

}  // namespace docket::kafka

// The transactional producer. Disposable: whoever gets a Failure with Remedy::start_over destroys it. One thread, which
// also polls; every call ends within its limit or soon after its stop.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/kafka/batch.hpp"
#include "adapters/kafka/connection.hpp"
#include "adapters/kafka/publication.hpp"
#include "adapters/kafka/topic.hpp"

namespace docket::kafka {

class Producer {
 public:
  static Attempt<std::unique_ptr<Producer>> create(const Options& options);

  Attempt<Described> describe(const Limit& limit);
  Attempt<void> fence(const Limit& limit);
  // Begins a transaction, hands every event over and waits for all reports, which fill the offsets.
  Attempt<Delivered> publish(Batch& batch, const Limit& limit);
  Attempt<void> commit(const Limit& limit);
  Attempt<void> abort(const Limit& limit);
  Attempt<Ends> ends(int partition_count, const Limit& limit);

 private:
  struct Flight;
  Producer(const Options& options, std::unique_ptr<Connection> connection, TopicHandle topic);
  static void on_report(rd_kafka_t*, const rd_kafka_message_t* message, void*);
  Attempt<void> hand_over(Outgoing& event, Flight& flight, const Limit& limit);
  Attempt<void> resumed(rd_kafka_error_t* (*call)(rd_kafka_t*, int), const Limit& limit);

  Options options_;
  std::unique_ptr<Connection> connection_;
  TopicHandle topic_;
};

}  // namespace docket::kafka

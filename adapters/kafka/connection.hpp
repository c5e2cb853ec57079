// One librdkafka client: its settings, its handle, and what it last said about the connection. librdkafka's own
// threads call back into `Heard` (any thread); everything else is its owner's thread alone. Destroying takes at most
// `destroy_max`: a client that hangs is left to itself and said so.
#pragma once

#include <librdkafka/rdkafka.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/kafka/failure.hpp"
#include "adapters/kafka/options.hpp"

namespace docket::kafka {

// How long an action may take, and whether it is to end early because the process stops.
struct Limit {
  std::chrono::steady_clock::time_point end;
  const std::function<bool()>& stopped;

  bool over() const { return stopped() || std::chrono::steady_clock::now() >= end; }
  // Milliseconds for one blocking call: short slices, so that a stop is noticed.
  int slice() const;
};

// The last thing a client said about its connection: a call that merely timed out is explained by it.
class Heard {
 public:
  void said(rd_kafka_resp_err_t code, const char* text);
  void forget() { code_.store(RD_KAFKA_RESP_ERR_NO_ERROR); }
  // `failure`, or the reason behind it when it only says that no answer came.
  Failure explain(Failure failure) const;

 private:
  std::atomic<rd_kafka_resp_err_t> code_{RD_KAFKA_RESP_ERR_NO_ERROR};
  std::atomic<std::shared_ptr<const std::string>> text_;
};

using Properties = std::vector<std::pair<std::string, std::string>>;

class Connection {
 public:
  using Reports = void (*)(rd_kafka_t*, const rd_kafka_message_t*, void*);
  // Where, how secured and as whom come from the options; `properties` say the rest.
  static Attempt<std::unique_ptr<Connection>> open(rd_kafka_type_t type, const Options& options,
                                                   const Properties& properties, Reports reports = nullptr);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  rd_kafka_t* get() const { return handle_; }
  Heard& heard() { return *heard_; }
  Failure explain(Failure failure) const { return heard_->explain(std::move(failure)); }

 private:
  Connection() : heard_(std::make_unique<Heard>()) {}
  std::unique_ptr<Heard> heard_;
  rd_kafka_t* handle_ = nullptr;
};

// Where the partitions of a topic begin and end for a read_committed consumer.
struct Extent {
  std::vector<std::int64_t> low;
  std::vector<std::int64_t> end;
};
Attempt<std::vector<std::int64_t>> ends_of(Connection& connection, const std::string& topic, int partition_count,
                                           std::int64_t which, const Limit& limit);
Attempt<Extent> extent_of(Connection& connection, const std::string& topic, int partition_count, const Limit& limit);

}  // namespace docket::kafka

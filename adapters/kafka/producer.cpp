#include "adapters/kafka/producer.hpp"

#include <map>

#include "adapters/kafka/errors.hpp"
#include "adapters/kafka/message.hpp"
#include "adapters/kafka/topic_settings.hpp"

namespace docket::kafka {

// What the reports of one transaction say. Written on our thread, inside poll and flush.
struct Producer::Flight {
  std::size_t open_count = 0;
  std::optional<Failure> failure;  // the first that is a reason
  bool purged = false;             // none is yet: `failure` is a consequence

  struct Letter {  // one per message: what its report needs
    Flight* flight;
    Outgoing* event;
  };
  std::vector<Letter> letters;
};

namespace {

constexpr std::size_t queue_kib_min = 8192;

Properties properties_of(const Options& options) {
  return {
      {"transactional.id", options.transactional_id},
      // Publishing and committing may each take our limit: a slow one is not to look like somebody else's fence.
      {"transaction.timeout.ms", std::to_string(2 * options.transaction_max.count() + 5'000)},
      {"compression.type", options.compression == Compression::gzip ? "gzip" : "none"},
      {"queue.buffering.max.kbytes", std::to_string(std::max(queue_kib_min, options.batch_bytes_max / 256))},
      {"linger.ms", "5"},
      {"isolation.level", "read_uncommitted"},  // `ends` are true ends: the markers of a commit come after its answer
      {"batch.size", "500000"},
      {"message.max.bytes", "16000000"},  // the topic's limit is the one that counts
  };
}

Failure silence(const char* what) { return {Condition::broker_unreachable, std::string(what) + ": no answer in time"}; }

}  // namespace

Attempt<std::unique_ptr<Producer>> Producer::create(const Options& options) {
  auto connection = Connection::open(RD_KAFKA_PRODUCER, options, properties_of(options), on_report);
  if (!connection) return std::unexpected(connection.error());
  auto topic = open_topic(**connection, options.topic);
  if (!topic) return std::unexpected(topic.error());
  return std::unique_ptr<Producer>(new Producer(options, std::move(*connection), std::move(*topic)));
}

Producer::Producer(const Options& options, std::unique_ptr<Connection> connection, TopicHandle topic)
    : options_(options), connection_(std::move(connection)), topic_(std::move(topic)) {}

Attempt<Described> Producer::describe(const Limit& limit) {
  const auto metadata = ask_for_topic(*connection_, topic_.get(), limit);
  if (!metadata) return std::unexpected(metadata.error());
  connection_->heard().forget();  // somebody answered
  const auto found = topic_in(*metadata, options_.topic);
  if (!found) return std::unexpected(found.error());
  const auto& topic = **found;
  Described described{topic.partition_cnt, {}};
  const auto min_insync = min_insync_replicas(*connection_, options_.topic, limit);
  for (int i = 0; i < topic.partition_cnt; ++i) {
    const auto& partition = topic.partitions[i];
    const auto where = options_.topic + " partition " + std::to_string(partition.id);
    if (partition.leader < 0) {
      described.unfit = Failure{Condition::broker_unreachable, where + " has no leader"};
    } else if (min_insync && partition.isr_cnt < *min_insync) {
      described.unfit = Failure{Condition::topic_too_few_replicas, where + " has " + std::to_string(partition.isr_cnt) +
                                                                       " in sync of " + std::to_string(*min_insync) +
                                                                       " that min.insync.replicas asks for"};
    }
  }
  return described;
}

// A timed-out call goes on in the background and is resumed by calling it again.
Attempt<void> Producer::resumed(rd_kafka_error_t* (*call)(rd_kafka_t*, int), const Limit& limit) {
  while (true) {
    auto* error = call(connection_->get(), limit.slice());
    rd_kafka_poll(connection_->get(), 0);
    if (error == nullptr) return {};
    const bool again = rd_kafka_error_is_retriable(error) != 0 && !limit.over();
    auto failure = failure_of(error);
    if (!again) return std::unexpected(connection_->explain(std::move(failure)));
  }
}

Attempt<void> Producer::fence(const Limit& limit) { return resumed(rd_kafka_init_transactions, limit); }
Attempt<void> Producer::commit(const Limit& limit) { return resumed(rd_kafka_commit_transaction, limit); }
Attempt<void> Producer::abort(const Limit& limit) { return resumed(rd_kafka_abort_transaction, limit); }

void Producer::on_report(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  auto* letter = static_cast<Flight::Letter*>(message->_private);
  if (letter == nullptr) return;
  auto& flight = *letter->flight;
  --flight.open_count;
  letter->event->offset = message->offset;
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR || (flight.failure && !flight.purged)) return;
  // What was purged fell with another event, whose report says why and may come later.
  flight.purged = message->err == RD_KAFKA_RESP_ERR__PURGE_QUEUE || message->err == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT;
  flight.failure =
      Failure{condition_of(message->err),
              "event " + letter->event->record.event.id() + ": " + rd_kafka_err2str(message->err), Remedy::abort};
}

// librdkafka's macros check their arguments in GNU statement expressions; its calls without macros (produceva) free
// headers twice when the partition is unknown, in this version.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wgnu-statement-expression-from-macro-expansion"
Attempt<void> Producer::hand_over(Outgoing& event, Flight& flight, const Limit& limit) {
  std::string storage;
  const auto value = value_of(event.record, options_.mode, storage);
  const auto& key = key_of(event.record);
  auto* headers = rd_kafka_headers_new(16);
  for (const auto& [name, text] : headers_of(event.record, options_.mode)) {
    rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), text.data(),
                        static_cast<ssize_t>(text.size()));
  }
  auto& letter = flight.letters.emplace_back(&flight, &event);
  while (true) {
    const auto error =
        rd_kafka_producev(connection_->get(), RD_KAFKA_V_RKT(topic_.get()), RD_KAFKA_V_PARTITION(event.partition),
                          RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                          RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()),  // copied: F_COPY
                          RD_KAFKA_V_KEY(key.data(), key.size()), RD_KAFKA_V_HEADERS(headers),
                          RD_KAFKA_V_OPAQUE(&letter), RD_KAFKA_V_END);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
      ++flight.open_count;
      return {};
    }
    if (error == RD_KAFKA_RESP_ERR__QUEUE_FULL && !limit.over()) {
      rd_kafka_poll(connection_->get(), limit.slice());
      continue;
    }
    rd_kafka_headers_destroy(headers);
    return std::unexpected(Failure{condition_of(error),
                                   "event " + event.record.event.id() + ": " + rd_kafka_err2str(error), Remedy::abort});
  }
}

#pragma clang diagnostic pop

Attempt<Delivered> Producer::publish(Batch& batch, const Limit& limit) {
  // Begun after a fatal error a transaction may hang at this version of the library.
  char why[512] = "";
  if (const auto fatal = rd_kafka_fatal_error(connection_->get(), why, sizeof(why));
      fatal != RD_KAFKA_RESP_ERR_NO_ERROR)
    return std::unexpected(Failure{condition_of(fatal), why, Remedy::start_over});
  if (auto* error = rd_kafka_begin_transaction(connection_->get())) return std::unexpected(failure_of(error));
  Flight flight;
  flight.letters.reserve(batch.events.size());  // letters stay where they are
  std::optional<Failure> failure;
  for (auto& event : batch.events) {
    auto handed = hand_over(event, flight, limit);
    if (handed) continue;
    failure = handed.error();
    break;
  }
  if (failure) rd_kafka_purge(connection_->get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  while (flight.open_count > 0 && !limit.over()) rd_kafka_flush(connection_->get(), limit.slice());
  if (!failure) failure = flight.failure;
  if (!failure && flight.open_count > 0) failure = silence("publishing");
  if (failure) {
    // No report may come after the flight is gone.
    rd_kafka_purge(connection_->get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    for (int i = 0; i < 100 && flight.open_count > 0; ++i) rd_kafka_poll(connection_->get(), 10);
    char text[512] = "";
    const auto fatal = rd_kafka_fatal_error(connection_->get(), text, sizeof(text));
    if (fatal != RD_KAFKA_RESP_ERR_NO_ERROR) failure = Failure{condition_of(fatal), text};
    if (flight.open_count > 0) failure->remedy = Remedy::start_over;
    return std::unexpected(connection_->explain(std::move(*failure)));
  }
  std::map<int, Receipt> receipts;
  for (const auto& event : batch.events) {
    const auto [at, fresh] = receipts.try_emplace(event.partition, Receipt{event.partition, event.offset, 0, 0});
    auto& receipt = at->second;
    receipt.first_offset = std::min(receipt.first_offset, event.offset);
    receipt.last_offset = std::max(receipt.last_offset, event.offset);
    receipt.last_position = event.record.position.offset;
  }
  Delivered delivered;
  for (const auto& [partition, receipt] : receipts) delivered.receipts.push_back(receipt);
  return delivered;
}

Attempt<Ends> Producer::ends(int partition_count, const Limit& limit) {
  auto found = ends_of(*connection_, options_.topic, partition_count, RD_KAFKA_OFFSET_END, limit);
  if (!found) return std::unexpected(found.error());
  return Ends{std::move(*found)};
}

}  // namespace docket::kafka

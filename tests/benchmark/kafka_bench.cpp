// What docket's publishing is held against, with the same library and the same bytes:
//   kafka_bench BROKERS resend FROM TO [--max N]    reads FROM into memory, then sends it to TOPIC TO in transactions
//   of
//                                                   1000; prints events and seconds of the sending as JSON
//   kafka_bench BROKERS delays TOPIC --seconds S    a read_committed consumer from now on: from each event's recorded
//                                                   time to the moment it could be read, as JSON
#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/clock.hpp"

namespace docket::benchmark {
namespace {

using std::chrono::steady_clock;
using Settings = std::vector<std::pair<std::string, std::string>>;
using Handle = std::unique_ptr<rd_kafka_t, void (*)(rd_kafka_t*)>;
using Message = std::unique_ptr<rd_kafka_message_t, void (*)(rd_kafka_message_t*)>;

constexpr std::size_t transaction_size = 1000;
constexpr int wait_ms = 15'000;

[[noreturn]] void give_up(const std::string& why) {
  fmt::print(stderr, "kafka_bench: {}\n", why);
  std::exit(1);
}

Handle open(rd_kafka_type_t type, const Settings& settings) {
  auto* conf = rd_kafka_conf_new();
  char text[256];
  for (const auto& [name, value] : settings) {
    if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), text, sizeof(text)) != RD_KAFKA_CONF_OK) give_up(text);
  }
  Handle handle(rd_kafka_new(type, conf, text, sizeof(text)), rd_kafka_destroy);
  if (!handle) give_up(text);
  return handle;
}

// A consumer of every partition of the topic, from `offset` on.
Handle read_from(const std::string& brokers, const std::string& topic, std::int64_t offset, int& partition_count) {
  auto consumer = open(RD_KAFKA_CONSUMER, {{"bootstrap.servers", brokers},
                                           {"group.id", "kafka_bench"},
                                           {"enable.auto.commit", "false"},
                                           {"enable.partition.eof", "true"},
                                           {"isolation.level", "read_committed"},
                                           {"fetch.wait.max.ms", "20"}});
  auto* asked = rd_kafka_topic_new(consumer.get(), topic.c_str(), nullptr);
  const rd_kafka_metadata_t* metadata = nullptr;
  if (rd_kafka_metadata(consumer.get(), 0, asked, &metadata, wait_ms) != RD_KAFKA_RESP_ERR_NO_ERROR)
    give_up("no metadata of " + topic);
  partition_count = metadata->topics[0].partition_cnt;
  rd_kafka_metadata_destroy(metadata);
  rd_kafka_topic_destroy(asked);
  auto* places = rd_kafka_topic_partition_list_new(partition_count);
  for (int i = 0; i < partition_count; ++i)
    rd_kafka_topic_partition_list_add(places, topic.c_str(), i)->offset = offset;
  rd_kafka_assign(consumer.get(), places);
  rd_kafka_topic_partition_list_destroy(places);
  return consumer;
}

std::vector<Message> read_all(rd_kafka_t* consumer, int open_count, std::size_t max) {
  std::vector<Message> messages;
  while (open_count > 0 && messages.size() < max) {
    Message message(rd_kafka_consumer_poll(consumer, wait_ms), rd_kafka_message_destroy);
    if (!message) give_up("no more messages and no end");
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      --open_count;
    } else if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      give_up(rd_kafka_message_errstr(message.get()));
    } else {
      messages.push_back(std::move(message));
    }
  }
  return messages;
}

void must(rd_kafka_error_t* error) {
  if (error != nullptr) give_up(rd_kafka_error_string(error));
}

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wgnu-statement-expression-from-macro-expansion"
void send(rd_kafka_t* producer, rd_kafka_topic_t* topic, const rd_kafka_message_t& message) {
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR)
    headers = rd_kafka_headers_copy(headers);
  while (true) {
    const auto error =
        rd_kafka_producev(producer, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_PARTITION(message.partition),
                          RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_VALUE(message.payload, message.len),
                          RD_KAFKA_V_KEY(message.key, message.key_len), RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return;
    if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL) give_up(rd_kafka_err2str(error));
    rd_kafka_poll(producer, 10);
  }
}
#pragma clang diagnostic pop

void resend(const std::string& brokers, const std::string& from, const std::string& to, std::size_t max) {
  int partition_count = 0;
  const auto consumer = read_from(brokers, from, RD_KAFKA_OFFSET_BEGINNING, partition_count);
  const auto messages = read_all(consumer.get(), partition_count, max);
  const auto producer = open(RD_KAFKA_PRODUCER, {{"bootstrap.servers", brokers},
                                                 {"transactional.id", "kafka_bench"},
                                                 {"linger.ms", "5"},
                                                 {"batch.size", "500000"},
                                                 {"compression.type", "none"}});
  auto* topic = rd_kafka_topic_new(producer.get(), to.c_str(), nullptr);
  must(rd_kafka_init_transactions(producer.get(), wait_ms));
  const auto begin = steady_clock::now();
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (i % transaction_size == 0) must(rd_kafka_begin_transaction(producer.get()));
    send(producer.get(), topic, *messages[i]);
    if ((i + 1) % transaction_size == 0 || i + 1 == messages.size())
      must(rd_kafka_commit_transaction(producer.get(), wait_ms));
  }
  const std::chrono::duration<double> took = steady_clock::now() - begin;
  rd_kafka_topic_destroy(topic);
  fmt::print("{{\"events\":{},\"seconds\":{:.3f}}}\n", messages.size(), took.count());
}

double milliseconds_since_recorded(const rd_kafka_message_t& message) {
  rd_kafka_headers_t* headers = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR ||
      rd_kafka_header_get_last(headers, "ce_recordedtime", &value, &size) != RD_KAFKA_RESP_ERR_NO_ERROR)
    give_up("an event without a recorded time");
  const auto recorded = parse_timestamp(std::string(static_cast<const char*>(value), size));
  if (!recorded) give_up("a recorded time that is none");
  return std::chrono::duration<double, std::milli>(SystemClock().now() - *recorded).count();
}

void measure_delays(const std::string& brokers, const std::string& topic, double seconds) {
  int partition_count = 0;
  const auto consumer = read_from(brokers, topic, RD_KAFKA_OFFSET_END, partition_count);
  std::vector<double> delays;
  const auto end = steady_clock::now() + std::chrono::duration<double>(seconds);
  while (steady_clock::now() < end) {
    const Message message(rd_kafka_consumer_poll(consumer.get(), 50), rd_kafka_message_destroy);
    if (message && message->err == RD_KAFKA_RESP_ERR_NO_ERROR) delays.push_back(milliseconds_since_recorded(*message));
  }
  std::ranges::sort(delays);
  const auto quantile = [&delays](double part) {
    return delays.empty() ? 0.0 : delays[static_cast<std::size_t>(part * static_cast<double>(delays.size() - 1))];
  };
  fmt::print("{{\"events\":{},\"p50_ms\":{:.1f},\"p99_ms\":{:.1f}}}\n", delays.size(), quantile(0.5), quantile(0.99));
}

}  // namespace
}  // namespace docket::benchmark

int main(int count, char** strings) {
  std::string brokers;
  std::string from;
  std::string to;
  std::size_t max = 200'000;
  double seconds = 5;
  CLI::App app("What docket's publishing is held against", "kafka_bench");
  app.add_option("brokers", brokers)->required();
  auto* resend = app.add_subcommand("resend", "sends a topic's messages to another topic");
  resend->add_option("from", from)->required();
  resend->add_option("to", to)->required();
  resend->add_option("--max", max)->capture_default_str();
  auto* delays = app.add_subcommand("delays", "how old events are when they can be read");
  delays->add_option("topic", from)->required();
  delays->add_option("--seconds", seconds)->capture_default_str();
  app.require_subcommand(1);
  CLI11_PARSE(app, count, strings);
  if (resend->parsed()) docket::benchmark::resend(brokers, from, to, max);
  if (delays->parsed()) docket::benchmark::measure_delays(brokers, from, seconds);
  return 0;
}

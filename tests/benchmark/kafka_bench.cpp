// What docket's publishing is held against, with the same library and the same bytes; each prints one JSON object.
//   kafka_bench BROKERS resend FROM TO [--max N]    FROM into memory, then to topic TO in transactions of 1000:
//                                                   events, and seconds of the sending
//   kafka_bench BROKERS delays TOPIC --seconds S    a read_committed consumer, from now on: milliseconds from an
//                                                   event's recorded time until it could be read
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
#include "tests/kafka/admin.hpp"
#include "tests/kafka/reading.hpp"

namespace docket::benchmark {
namespace {

using std::chrono::steady_clock;
using Handle = std::unique_ptr<rd_kafka_t, void (*)(rd_kafka_t*)>;
using test::Message;
using test::Reading;

constexpr std::size_t transaction_size = 1000;
constexpr int wait_ms = 15'000;

[[noreturn]] void give_up(const std::string& why) {
  fmt::print(stderr, "kafka_bench: {}\n", why);
  std::exit(1);
}

Handle open_producer(const std::string& brokers) {
  auto* conf = rd_kafka_conf_new();
  char text[256];
  for (const auto& [name, value] : test::TopicSettings{{"bootstrap.servers", brokers},
                                                       {"transactional.id", "kafka_bench"},
                                                       {"linger.ms", "5"},
                                                       {"batch.size", "500000"},
                                                       {"compression.type", "none"}}) {
    if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), text, sizeof(text)) != RD_KAFKA_CONF_OK) give_up(text);
  }
  Handle handle(rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, sizeof(text)), rd_kafka_destroy);
  if (!handle) give_up(text);
  return handle;
}

// The messages may not outlive `reading`.
std::vector<Message> read_all(Reading& reading, std::size_t max) {
  std::vector<Message> messages;
  const auto error = reading.to_the_end([&](Message message) {
    messages.push_back(std::move(message));
    return messages.size() < max;
  });
  if (!error.empty()) give_up(error);
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
  Reading reading(brokers, from, "read_committed", RD_KAFKA_OFFSET_BEGINNING);
  const auto messages = read_all(reading, max);
  const auto producer = open_producer(brokers);
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
  Reading reading(brokers, topic, "read_committed", RD_KAFKA_OFFSET_END);
  std::vector<double> delays;
  const auto end = steady_clock::now() + std::chrono::duration<double>(seconds);
  while (steady_clock::now() < end) {
    const auto message = reading.next(50);
    if (message && message->err == RD_KAFKA_RESP_ERR_NO_ERROR) delays.push_back(milliseconds_since_recorded(*message));
  }
  if (delays.empty()) give_up("no event came to " + topic);
  std::ranges::sort(delays);
  const auto quantile = [&delays](double part) {
    return delays[static_cast<std::size_t>(part * static_cast<double>(delays.size() - 1))];
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

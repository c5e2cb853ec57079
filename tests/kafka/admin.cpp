#include "tests/kafka/admin.hpp"

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <memory>
#include <thread>

namespace docket::test {
namespace {

constexpr int wait_ms = 10'000;

template <typename T>
using Owned = std::unique_ptr<T, void (*)(T*)>;

Owned<rd_kafka_t> client(const std::string& brokers) {
  auto* conf = rd_kafka_conf_new();
  char text[256];
  rd_kafka_conf_set(conf, "bootstrap.servers", brokers.c_str(), text, sizeof(text));
  rd_kafka_conf_set(conf, "log_level", "2", text, sizeof(text));
  return {rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, sizeof(text)), rd_kafka_destroy};
}

std::string first_error(rd_kafka_event_t* event, bool creates) {
  if (event == nullptr) return "no answer from the broker";
  if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR) return rd_kafka_event_error_string(event);
  std::size_t count = 0;
  const auto** results = creates
                             ? rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count)
                             : rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &count);
  if (count == 1 && rd_kafka_topic_result_error(results[0]) == RD_KAFKA_RESP_ERR_NO_ERROR) return "";
  const char* text = count == 1 ? rd_kafka_topic_result_error_string(results[0]) : nullptr;
  return text == nullptr ? "no result" : text;
}

// Whether every partition has a leader (or, for `gone`, nobody knows the topic any more).
bool settled(rd_kafka_t* handle, const std::string& topic, bool gone) {
  auto* asked = rd_kafka_topic_new(handle, topic.c_str(), nullptr);
  const rd_kafka_metadata_t* metadata = nullptr;
  bool found = false;
  if (rd_kafka_metadata(handle, 0, asked, &metadata, wait_ms) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    const auto& seen = metadata->topics[0];
    found = gone ? seen.err != RD_KAFKA_RESP_ERR_NO_ERROR : seen.err == RD_KAFKA_RESP_ERR_NO_ERROR;
    for (int i = 0; found && !gone && i < seen.partition_cnt; ++i) found = seen.partitions[i].leader >= 0;
    rd_kafka_metadata_destroy(metadata);
  }
  rd_kafka_topic_destroy(asked);
  return found;
}

std::string settle(rd_kafka_t* handle, const std::string& topic, bool gone) {
  for (int i = 0; i < 200; ++i) {
    if (settled(handle, topic, gone)) return "";
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return "the topic does not settle";
}

}  // namespace

std::string create_topic(const std::string& brokers, const std::string& topic, int partition_count,
                         const TopicSettings& settings) {
  const auto handle = client(brokers);
  char text[256];
  auto* wanted = rd_kafka_NewTopic_new(topic.c_str(), partition_count, 1, text, sizeof(text));
  for (const auto& [name, value] : settings) rd_kafka_NewTopic_set_config(wanted, name.c_str(), value.c_str());
  const Owned<rd_kafka_queue_t> queue(rd_kafka_queue_new(handle.get()), rd_kafka_queue_destroy);
  rd_kafka_CreateTopics(handle.get(), &wanted, 1, nullptr, queue.get());
  rd_kafka_NewTopic_destroy(wanted);
  const Owned<rd_kafka_event_t> event(rd_kafka_queue_poll(queue.get(), wait_ms), rd_kafka_event_destroy);
  if (auto error = first_error(event.get(), true); !error.empty()) return error;
  return settle(handle.get(), topic, false);
}

std::string delete_topic(const std::string& brokers, const std::string& topic) {
  const auto handle = client(brokers);
  auto* unwanted = rd_kafka_DeleteTopic_new(topic.c_str());
  const Owned<rd_kafka_queue_t> queue(rd_kafka_queue_new(handle.get()), rd_kafka_queue_destroy);
  rd_kafka_DeleteTopics(handle.get(), &unwanted, 1, nullptr, queue.get());
  rd_kafka_DeleteTopic_destroy(unwanted);
  const Owned<rd_kafka_event_t> event(rd_kafka_queue_poll(queue.get(), wait_ms), rd_kafka_event_destroy);
  if (auto error = first_error(event.get(), false); !error.empty()) return error;
  return settle(handle.get(), topic, true);
}

}  // namespace docket::test

// A consumer that shares no code with what it reads after: a group's member by assignment, one JSON object a message.
#include <librdkafka/rdkafka.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>

#include "tests/kafka/admin.hpp"

namespace docket::test {
namespace {

nlohmann::json describe(const rd_kafka_message_t& message) {
  nlohmann::json headers = nlohmann::json::object();
  rd_kafka_headers_t* list = nullptr;
  if (rd_kafka_message_headers(&message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0; rd_kafka_header_get_all(list, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
      headers[name] = std::string(static_cast<const char*>(value), size);
    }
  }
  return {{"partition", message.partition},
          {"offset", message.offset},
          {"key", std::string(static_cast<const char*>(message.key), message.key_len)},
          {"value", std::string(static_cast<const char*>(message.payload), message.len)},
          {"headers", headers}};
}

int partition_count(rd_kafka_t* consumer, const std::string& topic) {
  auto* asked = rd_kafka_topic_new(consumer, topic.c_str(), nullptr);
  const rd_kafka_metadata_t* metadata = nullptr;
  int count = 0;
  if (rd_kafka_metadata(consumer, 0, asked, &metadata, 10'000) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    count = metadata->topics[0].partition_cnt;
    rd_kafka_metadata_destroy(metadata);
  }
  rd_kafka_topic_destroy(asked);
  return count;
}

}  // namespace

std::string read_topic(const std::string& brokers, const std::string& topic, const std::string& isolation,
                       std::ostream& out) {
  auto* conf = rd_kafka_conf_new();
  char text[256];
  for (const auto& [name, value] : TopicSettings{{"bootstrap.servers", brokers},
                                                 {"group.id", "kafka-tool"},
                                                 {"enable.auto.commit", "false"},
                                                 {"enable.partition.eof", "true"},
                                                 {"isolation.level", isolation},
                                                 {"fetch.wait.max.ms", "50"}}) {
    rd_kafka_conf_set(conf, name.c_str(), value.c_str(), text, sizeof(text));
  }
  const std::unique_ptr<rd_kafka_t, void (*)(rd_kafka_t*)> consumer(
      rd_kafka_new(RD_KAFKA_CONSUMER, conf, text, sizeof(text)), rd_kafka_destroy);
  auto open_count = partition_count(consumer.get(), topic);
  if (open_count == 0) return "no such topic, or no broker";
  auto* places = rd_kafka_topic_partition_list_new(open_count);
  for (int i = 0; i < open_count; ++i) {
    rd_kafka_topic_partition_list_add(places, topic.c_str(), i)->offset = RD_KAFKA_OFFSET_BEGINNING;
  }
  rd_kafka_assign(consumer.get(), places);
  rd_kafka_topic_partition_list_destroy(places);
  while (open_count > 0) {
    const std::unique_ptr<rd_kafka_message_t, void (*)(rd_kafka_message_t*)> message(
        rd_kafka_consumer_poll(consumer.get(), 15'000), rd_kafka_message_destroy);
    if (!message) return "no more messages and no end";
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      --open_count;
    } else if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return rd_kafka_message_errstr(message.get());
    } else {
      out << describe(*message).dump() << '\n';
    }
  }
  return "";
}

}  // namespace docket::test

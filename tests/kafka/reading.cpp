#include "tests/kafka/reading.hpp"

#include <set>
#include <utility>

#include "tests/kafka/admin.hpp"

namespace docket::test {
namespace {

constexpr int wait_max_ms = 15'000;

int partition_count(rd_kafka_t* consumer, const std::string& topic) {
  auto* asked = rd_kafka_topic_new(consumer, topic.c_str(), nullptr);
  const rd_kafka_metadata_t* metadata = nullptr;
  int count = 0;
  if (rd_kafka_metadata(consumer, 0, asked, &metadata, wait_max_ms) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    count = metadata->topics[0].partition_cnt;
    rd_kafka_metadata_destroy(metadata);
  }
  rd_kafka_topic_destroy(asked);
  return count;
}

rd_kafka_t* open(const std::string& brokers, const std::string& isolation) {
  auto* conf = rd_kafka_conf_new();
  char text[256];
  for (const auto& [name, value] : TopicSettings{{"bootstrap.servers", brokers},
                                                 {"group.id", "reading"},
                                                 {"enable.auto.commit", "false"},
                                                 {"enable.partition.eof", "true"},
                                                 {"isolation.level", isolation},
                                                 {"fetch.wait.max.ms", "20"}}) {
    rd_kafka_conf_set(conf, name.c_str(), value.c_str(), text, sizeof(text));
  }
  return rd_kafka_new(RD_KAFKA_CONSUMER, conf, text, sizeof(text));
}

}  // namespace

Reading::Reading(const std::string& brokers, const std::string& topic, const std::string& isolation,
                 std::int64_t offset)
    : consumer_(open(brokers, isolation), rd_kafka_destroy), partition_count_(partition_count(consumer_.get(), topic)) {
  if (partition_count_ == 0) return;
  auto* places = rd_kafka_topic_partition_list_new(partition_count_);
  for (int i = 0; i < partition_count_; ++i)
    rd_kafka_topic_partition_list_add(places, topic.c_str(), i)->offset = offset;
  rd_kafka_assign(consumer_.get(), places);
  rd_kafka_topic_partition_list_destroy(places);
}

std::string Reading::to_the_end(const std::function<bool(Message)>& take) {
  if (partition_count_ == 0) return "no such topic, or no broker";
  std::set<int> ended;  // a partition that is written to ends more than once
  while (ended.size() < static_cast<std::size_t>(partition_count_)) {
    auto message = next(wait_max_ms);
    if (!message) return "no more messages and no end";
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      ended.insert(message->partition);
    } else if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return rd_kafka_message_errstr(message.get());
    } else if (!take(std::move(message))) {
      return "";
    }
  }
  return "";
}

Message Reading::next(int wait_ms) {
  return {rd_kafka_consumer_poll(consumer_.get(), wait_ms), rd_kafka_message_destroy};
}

}  // namespace docket::test

#include "adapters/kafka/topic.hpp"

#include "adapters/kafka/errors.hpp"

namespace docket::kafka {

Attempt<TopicHandle> open_topic(const Connection& connection, const std::string& name) {
  TopicHandle topic(rd_kafka_topic_new(connection.get(), name.c_str(), nullptr));
  if (topic) return topic;
  return std::unexpected(Failure{Condition::client_refused, rd_kafka_err2str(rd_kafka_last_error())});
}

Attempt<Metadata> ask_for_topic(const Connection& connection, rd_kafka_topic_t* topic, const Limit& limit) {
  const rd_kafka_metadata_t* metadata = nullptr;
  auto error = RD_KAFKA_RESP_ERR__TIMED_OUT;
  while (metadata == nullptr && !limit.over()) {
    error = rd_kafka_metadata(connection.get(), 0, topic, &metadata, limit.slice());
    rd_kafka_poll(connection.get(), 0);
  }
  if (metadata != nullptr) return Metadata(metadata);
  return std::unexpected(
      connection.explain({condition_of(error), std::string("asking for the topic: ") + rd_kafka_err2str(error)}));
}

Attempt<const rd_kafka_metadata_topic_t*> topic_in(const Metadata& metadata, const std::string& name) {
  if (metadata->topic_cnt != 1) return std::unexpected(Failure{Condition::topic_missing, name});
  const auto* topic = &metadata->topics[0];
  if (topic->err == RD_KAFKA_RESP_ERR_NO_ERROR) return topic;
  return std::unexpected(Failure{condition_of(topic->err), name + ": " + rd_kafka_err2str(topic->err)});
}

}  // namespace docket::kafka

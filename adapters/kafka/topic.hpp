// A topic as one client knows it: the handle, and what the brokers say of it when asked. Whoever opens it outlives it
// with the connection. The owner's thread alone.
#pragma once

#include <memory>
#include <string>

#include "adapters/kafka/connection.hpp"

namespace docket::kafka {

struct DestroyTopic {
  void operator()(rd_kafka_topic_t* topic) const { rd_kafka_topic_destroy(topic); }
};
using TopicHandle = std::unique_ptr<rd_kafka_topic_t, DestroyTopic>;
Attempt<TopicHandle> open_topic(const Connection& connection, const std::string& name);

struct DestroyMetadata {
  void operator()(const rd_kafka_metadata_t* metadata) const { rd_kafka_metadata_destroy(metadata); }
};
using Metadata = std::unique_ptr<const rd_kafka_metadata_t, DestroyMetadata>;
// Somebody answered, if only that there is no such topic.
Attempt<Metadata> ask_for_topic(const Connection& connection, rd_kafka_topic_t* topic, const Limit& limit);
// The topic in that answer, or why it is not there; lives as long as the answer.
Attempt<const rd_kafka_metadata_topic_t*> topic_in(const Metadata& metadata, const std::string& name);

}  // namespace docket::kafka

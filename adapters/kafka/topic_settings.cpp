#include "adapters/kafka/topic_settings.hpp"

#include <cstdlib>
#include <string_view>

namespace docket::kafka {
namespace {

std::optional<int> find(rd_kafka_event_t* event, std::string_view wanted) {
  const auto* result = rd_kafka_event_DescribeConfigs_result(event);
  std::size_t resource_count = 0;
  if (result == nullptr) return std::nullopt;
  const auto** resources = rd_kafka_DescribeConfigs_result_resources(result, &resource_count);
  if (resource_count != 1 || rd_kafka_ConfigResource_error(resources[0]) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return std::nullopt;
  }
  std::size_t entry_count = 0;
  const auto** entries = rd_kafka_ConfigResource_configs(resources[0], &entry_count);
  for (std::size_t i = 0; i < entry_count; ++i) {
    const char* value = rd_kafka_ConfigEntry_value(entries[i]);
    if (wanted == rd_kafka_ConfigEntry_name(entries[i]) && value != nullptr) return std::atoi(value);
  }
  return std::nullopt;
}

}  // namespace

std::optional<int> min_insync_replicas(Connection& connection, const std::string& topic, const Limit& limit) {
  auto* queue = rd_kafka_queue_new(connection.get());
  auto* options = rd_kafka_AdminOptions_new(connection.get(), RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS);
  char ignored[128];
  rd_kafka_AdminOptions_set_request_timeout(options, limit.slice(), ignored, sizeof(ignored));
  auto* resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str());
  rd_kafka_DescribeConfigs(connection.get(), &resource, 1, options, queue);
  auto* event = rd_kafka_queue_poll(queue, limit.slice());
  std::optional<int> found;
  if (event != nullptr) {
    found = find(event, "min.insync.replicas");
    rd_kafka_event_destroy(event);
  }
  rd_kafka_ConfigResource_destroy(resource);
  rd_kafka_AdminOptions_destroy(options);
  rd_kafka_queue_destroy(queue);
  return found;
}

}  // namespace docket::kafka

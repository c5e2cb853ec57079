// What a topic holds, one JSON object a message.
#include <librdkafka/rdkafka.h>

#include <nlohmann/json.hpp>
#include <ostream>

#include "tests/kafka/admin.hpp"
#include "tests/kafka/reading.hpp"

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

}  // namespace

std::string read_topic(const std::string& brokers, const std::string& topic, const std::string& isolation,
                       std::ostream& out) {
  return Reading(brokers, topic, isolation, RD_KAFKA_OFFSET_BEGINNING).to_the_end([&out](const Message& message) {
    out << describe(*message).dump() << '\n';
    return true;
  });
}

}  // namespace docket::test

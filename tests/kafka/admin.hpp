// Topics made and unmade by tests, through librdkafka's Admin API: the broker's own command is not among its jars.
#pragma once

#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

namespace docket::test {

using TopicSettings = std::vector<std::pair<std::string, std::string>>;

// Each returns "" when it worked, else what the broker said; both wait until every client may see it.
std::string create_topic(const std::string& brokers, const std::string& topic, int partition_count,
                         const TopicSettings& settings = {});
std::string delete_topic(const std::string& brokers, const std::string& topic);
// Every message to the present end, one JSON object a line: partition, offset, key, headers, value (as texts).
std::string read_topic(const std::string& brokers, const std::string& topic, const std::string& isolation,
                       std::ostream& out);

}  // namespace docket::test

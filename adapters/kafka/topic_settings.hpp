// What the topic's own settings say about writing to it, where the broker lets us ask.
#pragma once

#include <optional>
#include <string>

#include "adapters/kafka/connection.hpp"

namespace docket::kafka {

// Nothing: not permitted, or no answer. That is no failure; a write will tell.
std::optional<int> min_insync_replicas(Connection& connection, const std::string& topic, const Limit& limit);

}  // namespace docket::kafka

// `docket kafka verify`: reads the whole topic as a read_committed consumer and holds it against the log. Reads only.
#pragma once

#include <functional>

#include "adapters/kafka/failure.hpp"
#include "adapters/kafka/options.hpp"
#include "adapters/kafka/topic_check.hpp"
#include "engine/feed/log_reader.hpp"

namespace docket::kafka {

// `progress` hears how many events of the topic were read, now and then.
Attempt<TopicCheck> verify(const feed::LogReader& log, const Options& options,
                           const std::function<void(std::uint64_t)>& progress);

}  // namespace docket::kafka

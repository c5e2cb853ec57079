// `docket kafka republish`: the log from a position on, into a fresh topic, by the same machine as the publisher and
// with a transactional id of its own. Keeps no cursor: a topic that holds anything is refused.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "adapters/kafka/failure.hpp"
#include "adapters/kafka/options.hpp"
#include "engine/feed/log_reader.hpp"

namespace docket::kafka {

struct Progress {
  std::uint64_t position = 0;
  std::uint64_t tail = 0;
  std::uint64_t published = 0;
  const std::optional<Failure>& trouble;
};

// `options.topic` is the new one. Goes on through whatever passes by itself (a broker away); what needs a person ends
// it. The answer is how many events went out.
Attempt<std::uint64_t> republish(const feed::LogReader& log, Options options, std::uint64_t from,
                                 const std::function<void(const Progress&)>& progress);

}  // namespace docket::kafka

// The loop: one thread, one epoll, every connection with at most one request out. Closed loop: the next
// request follows the answer. Open loop: requests are due at fixed times, wait for a free connection when
// there is none, and their latency counts from when they were due, so a stalled server cannot hide its queue.
#pragma once

#include <array>
#include <cstdint>
#include <map>

#include "tools/load/histogram.hpp"
#include "tools/load/options.hpp"
#include "tools/load/walk.hpp"

namespace docket::load {

struct Summary {
  std::uint64_t requests = 0;  // answered after the warm-up
  std::uint64_t errors = 0;    // from the first request on: a status that was not expected, a broken connection
  double seconds = 0;
  Histogram latency;
  std::map<int, std::uint64_t> statuses;  // 0: no answer
  std::array<Histogram, step_names.size()> steps;
};

Summary run(const Options& options);

}  // namespace docket::load

// What is counted about requests: by class of status, by route, and how long they took. Registered once;
// observing is cheap and safe from any thread. No id is ever a label.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <vector>

#include "engine/base/metrics.hpp"

namespace docket::http {

class Router;

class Traffic {
 public:
  Traffic(Metrics& metrics, const Router& router);

  static constexpr std::size_t no_route = static_cast<std::size_t>(-1);
  void answered(std::size_t route, int status, std::chrono::steady_clock::duration took);
  void connected(int change);

 private:
  std::array<prometheus::Counter*, 6> by_class_{};
  std::vector<prometheus::Counter*> by_route_;
  std::vector<prometheus::Histogram*> seconds_;  // per route: reads or writes
  prometheus::Gauge* connections_;
};

}  // namespace docket::http

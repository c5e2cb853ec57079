// How often something may happen under one name in a window of time: wrong query codes from an address or for a case,
// cases opened with an intake token. Any thread. Memory is bounded: when too many names are in a window, the oldest go.
#pragma once

#include <chrono>
#include <list>
#include <mutex>
#include <string>
#include <unordered_map>

#include "engine/base/clock.hpp"

namespace docket::http {

class Limiter {
 public:
  Limiter(std::size_t max, std::chrono::seconds window) : max_(max), window_(window) {}

  // Seconds until it may happen again; 0: it may.
  int wait(const std::string& name, Timestamp now);
  void happened(const std::string& name, Timestamp now);

 private:
  struct Window {
    std::string name;
    Timestamp began;
    std::size_t count = 0;
  };
  using Order = std::list<Window>;  // by the time they began
  void forget_old(Timestamp now);

  std::size_t max_;
  std::chrono::seconds window_;
  std::mutex mutex_;
  Order order_;
  std::unordered_map<std::string, Order::iterator> by_name_;
};

}  // namespace docket::http

#include "adapters/http/traffic.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

#include <algorithm>
#include <string>

#include "adapters/http/router.hpp"

namespace docket::http {

Traffic::Traffic(Metrics& metrics, const Router& router) {
  for (std::size_t i = 1; i < by_class_.size(); ++i) {
    by_class_[i] = &metrics.counter("docket_http_responses_total", "Answers by class of status.", "class",
                                    std::to_string(i) + "xx");
  }
  auto& reads =
      metrics.histogram("docket_http_read_seconds", "Time from the whole header to the answer, GET.", 0.0001, 4.0, 9);
  auto& writes =
      metrics.histogram("docket_http_write_seconds", "Time from the whole header to the answer, POST.", 0.0001, 4.0, 9);
  for (const auto& route : router.routes()) {
    const auto name = std::string(route.method) + " " + std::string(route.pattern);
    by_route_.push_back(&metrics.counter("docket_http_requests_total", "Requests by route.", "route", name));
    seconds_.push_back(route.method == "GET" ? &reads : &writes);
  }
  connections_ = &metrics.gauge("docket_http_connections", "Connections that are open now.");
}

void Traffic::answered(std::size_t route, int status, std::chrono::steady_clock::duration took) {
  by_class_[static_cast<std::size_t>(std::clamp(status / 100, 1, 5))]->Increment();
  if (route == no_route) return;
  by_route_[route]->Increment();
  seconds_[route]->Observe(std::chrono::duration<double>(took).count());
}

void Traffic::connected(int change) { connections_->Increment(change); }

}  // namespace docket::http

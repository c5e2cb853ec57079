// Counters, gauges and histograms, served as Prometheus text. Families are made once at start-up by whoever
// owns the fact; observing is thread-safe. No case, person or token is ever a label.
#pragma once

#include <memory>
#include <string>

namespace prometheus {
class Registry;
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

namespace docket {

class Metrics {
 public:
  Metrics();
  ~Metrics();

  prometheus::Counter& counter(const std::string& name, const std::string& help, const std::string& label = "",
                               const std::string& value = "");
  prometheus::Gauge& gauge(const std::string& name, const std::string& help, const std::string& label = "",
                           const std::string& value = "");
  prometheus::Histogram& histogram(const std::string& name, const std::string& help, double first, double factor,
                                   std::size_t buckets);

  std::string text() const;  // exposition format 0.0.4

 private:
  std::shared_ptr<prometheus::Registry> registry_;
};

}  // namespace docket

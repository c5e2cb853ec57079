#include "engine/base/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace docket {

Metrics::Metrics() : registry_(std::make_shared<prometheus::Registry>()) {}
Metrics::~Metrics() = default;

prometheus::Counter& Metrics::counter(const std::string& name, const std::string& help, const std::string& label,
                                      const std::string& value) {
  auto& family = prometheus::BuildCounter().Name(name).Help(help).Register(*registry_);
  if (label.empty()) return family.Add({});
  return family.Add({{label, value}});
}

prometheus::Gauge& Metrics::gauge(const std::string& name, const std::string& help, const std::string& label,
                                  const std::string& value) {
  auto& family = prometheus::BuildGauge().Name(name).Help(help).Register(*registry_);
  if (label.empty()) return family.Add({});
  return family.Add({{label, value}});
}

prometheus::Histogram& Metrics::histogram(const std::string& name, const std::string& help, double first, double factor,
                                          std::size_t buckets) {
  prometheus::Histogram::BucketBoundaries bounds;
  for (std::size_t i = 0; i < buckets; ++i, first *= factor) bounds.push_back(first);
  return prometheus::BuildHistogram().Name(name).Help(help).Register(*registry_).Add({}, bounds);
}

std::string Metrics::text() const { return prometheus::TextSerializer().Serialize(registry_->Collect()); }

}  // namespace docket

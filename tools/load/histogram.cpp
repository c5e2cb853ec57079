#include "tools/load/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace docket::load {

namespace {

// Below 64 each value has its own bucket; above, the leading bit gives the group and the next six the place
// in it.
std::size_t bucket_of(std::uint64_t value) {
  if (value < 64) return value;
  const auto shift = static_cast<std::size_t>(std::bit_width(value)) - 7;
  return 64 * (shift + 1) + ((value >> shift) - 64);
}

double middle_of(std::size_t bucket) {
  if (bucket < 64) return static_cast<double>(bucket);
  const auto shift = bucket / 64 - 1;
  return (static_cast<double>(64 + bucket % 64) + 0.5) * std::exp2(static_cast<double>(shift));
}

}  // namespace

void Histogram::record(std::chrono::nanoseconds latency) {
  const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(latency.count(), 0));
  ++buckets_[bucket_of(value)];
  ++count_;
  max_ = std::max(max_, value);
}

double Histogram::percentile_us(double fraction) const {
  if (count_ == 0) return 0;
  const auto rank = static_cast<std::uint64_t>(std::ceil(fraction * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket) {
    seen += buckets_[bucket];
    if (seen >= std::max<std::uint64_t>(rank, 1)) return std::min(middle_of(bucket) / 1000, max_us());
  }
  return max_us();
}

double Histogram::max_us() const { return static_cast<double>(max_) / 1000; }

}  // namespace docket::load

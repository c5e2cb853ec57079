// Latencies in log-linear buckets: 64 per power of two, so a percentile is right within 1.6 %, at any length
// of run in constant memory.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace docket::load {

class Histogram {
 public:
  void record(std::chrono::nanoseconds latency);
  std::uint64_t count() const { return count_; }
  double percentile_us(double fraction) const;  // 0 when nothing was recorded
  double max_us() const;

 private:
  static constexpr std::uint64_t sub_buckets = 64;
  std::array<std::uint64_t, sub_buckets * 59> buckets_{};
  std::uint64_t count_ = 0;
  std::uint64_t max_ = 0;
};

}  // namespace docket::load

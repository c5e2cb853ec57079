// The two sources of surprise, tamed: time moves when told to, random numbers repeat with their seed.
#pragma once

#include <random>

#include "engine/base/clock.hpp"
#include "engine/base/uuid.hpp"

namespace docket::test {

class ManualClock final : public Clock {
 public:
  Timestamp now() override { return now_; }
  void advance(std::chrono::milliseconds by) { now_ += by; }
  void set(Timestamp instant) { now_ = instant; }

 private:
  Timestamp now_ = std::chrono::sys_days(std::chrono::year(2026) / 9 / 1) + std::chrono::hours(1);
};

class SeededRandom final : public RandomSource {
 public:
  explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t next() override { return engine_(); }

 private:
  std::mt19937_64 engine_;
};

}  // namespace docket::test

#include "tools/load/histogram.hpp"

#include <gmock/gmock.h>

namespace docket::load {
namespace {

using std::chrono::nanoseconds;
using testing::DoubleNear;

TEST(Histogram, names_a_percentile_within_two_percent_at_every_scale) {
  for (const std::int64_t scale : {1, 1'000, 1'000'000, 1'000'000'000}) {
    Histogram histogram;
    for (std::int64_t i = 1; i <= 1000; ++i) histogram.record(nanoseconds(i * scale));
    const auto unit_us = static_cast<double>(scale) / 1000;
    EXPECT_THAT(histogram.percentile_us(0.50), DoubleNear(500 * unit_us, 10 * unit_us)) << scale;
    EXPECT_THAT(histogram.percentile_us(0.99), DoubleNear(990 * unit_us, 20 * unit_us)) << scale;
  }
}

TEST(Histogram, never_claims_more_than_the_maximum_it_saw) {
  Histogram histogram;
  histogram.record(nanoseconds(1'000'001));
  EXPECT_DOUBLE_EQ(histogram.max_us(), 1000.001);
  EXPECT_LE(histogram.percentile_us(0.999), histogram.max_us());
}

TEST(Histogram, takes_the_longest_latency_there_is) {
  Histogram histogram;
  histogram.record(nanoseconds::max());
  EXPECT_EQ(histogram.count(), 1U);
}

TEST(Histogram, says_zero_when_nothing_was_recorded) { EXPECT_EQ(Histogram().percentile_us(0.99), 0); }

}  // namespace
}  // namespace docket::load

// The dice of seeding fall as they are said to, and the same way again.
#include "tools/seed/stream.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace docket::seed {
namespace {

constexpr int draws = 40'000;

double breach_share(double median, double sigma, double limit) {
  Stream stream(7);
  int late = 0;
  for (int i = 0; i < draws; ++i) late += stream.lognormal(median, sigma) > limit;
  return late / double{draws};
}

TEST(SeedStream, repeats_with_its_key_and_with_no_other) {
  Stream one(mix({1, 2}));
  Stream same(mix({1, 2}));
  Stream swapped(mix({2, 1}));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(one.next(), same.next());
  EXPECT_NE(Stream(mix({1, 2})).next(), swapped.next());
}

// SplitMix64 of key 0, as its author publishes it: the numbers are the same on every machine.
TEST(SeedStream, is_split_mix) {
  Stream stream(0);
  EXPECT_EQ(stream.next(), 0xE220A8397B1DCDAFU);
  EXPECT_EQ(stream.next(), 0x6E789E6AA1B965F4U);
}

// The recipe states each of these beside its median and 90th percentile.
TEST(SeedStream, breaks_limits_as_often_as_the_recipe_says) {
  EXPECT_NEAR(breach_share(6, 0.603, 15), 0.064, 0.006);
  EXPECT_NEAR(breach_share(6, 1.082, 30), 0.068, 0.006);
  EXPECT_NEAR(breach_share(14, 0.483, 30), 0.057, 0.006);
}

TEST(SeedStream, has_the_means_asked_for) {
  Stream stream(11);
  double waited = 0;
  double failed = 0;
  double sum = 0;
  for (int i = 0; i < draws; ++i) {
    waited += stream.exponential(0.6);
    failed += stream.failures(0.25);
    sum += stream.between(3, 30);
  }
  EXPECT_NEAR(waited / draws, 0.6, 0.02);
  EXPECT_NEAR(failed / draws, 3, 0.1);
  EXPECT_NEAR(sum / draws, 16.5, 0.2);
}

TEST(SeedStream, stays_within_bounds) {
  Stream stream(3);
  for (int i = 0; i < draws; ++i) {
    EXPECT_LT(stream.below(7), 7U);
    const auto between = stream.between(2, 4);
    EXPECT_TRUE(between >= 2 && between <= 4);
    EXPECT_GE(stream.failures(0.25), 0);
  }
}

TEST(SeedWeights, are_kept) {
  Weighted weighted;
  weighted.add("often", 6);
  weighted.add("never", 0);
  weighted.add("seldom", 2);
  EXPECT_DOUBLE_EQ(weighted.share("often"), 0.75);
  EXPECT_DOUBLE_EQ(weighted.share("nothing"), 0);
  Stream stream(5);
  std::map<std::string, int> counts;
  for (int i = 0; i < draws; ++i) ++counts[weighted.draw(stream)];
  EXPECT_EQ(counts["never"], 0);
  EXPECT_NEAR(counts["seldom"] / double{draws}, 0.25, 0.01);
}

}  // namespace
}  // namespace docket::seed

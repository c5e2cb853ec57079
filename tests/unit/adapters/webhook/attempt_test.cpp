#include "adapters/webhook/attempt.hpp"

#include <gtest/gtest.h>

namespace docket::webhook {
namespace {

using namespace std::chrono_literals;

TEST(Waiting, takes_three_days_and_then_gives_up) {
  for (const double chance : {0.0, 0.999}) {
    std::chrono::milliseconds sum = 0ms;
    Attempt attempt;
    attempt.status = 503;
    auto wait = wait_after(attempt, standard_schedule(), chance);
    for (; wait; wait = wait_after(attempt, standard_schedule(), chance)) {
      sum += *wait;
      ++attempt.number;
    }
    EXPECT_EQ(attempt.number, 10);
    EXPECT_GE(sum, 72h);
    EXPECT_LE(sum, 96h);
  }
}

TEST(Waiting, spreads_those_that_failed_together) {
  Attempt attempt;
  EXPECT_EQ(wait_after(attempt, standard_schedule(), 0), 5s);
  EXPECT_EQ(wait_after(attempt, standard_schedule(), 0.5), 5500ms);
}

TEST(Waiting, does_as_the_other_side_asks_when_that_is_longer_up_to_a_day) {
  Attempt attempt;
  attempt.retry_after = 90s;
  EXPECT_EQ(wait_after(attempt, standard_schedule(), 0), 90s);
  attempt.retry_after = 1s;
  EXPECT_EQ(wait_after(attempt, standard_schedule(), 0), 5s);
  attempt.retry_after = 10'000h;
  EXPECT_EQ(wait_after(attempt, standard_schedule(), 0), 24h);
}

}  // namespace
}  // namespace docket::webhook

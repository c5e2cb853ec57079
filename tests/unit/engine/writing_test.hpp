// A writer over a memory store that can be told to fail, and the judge of what it wrote.
#pragma once

#include <gtest/gtest.h>

#include "adapters/memory/store.hpp"
#include "engine/index/verify.hpp"
#include "tests/support/faulty_store.hpp"
#include "tests/support/township.hpp"

namespace docket::test {

class WritingTest : public testing::Test {
 protected:
  explicit WritingTest(std::uint64_t seed) : random_(seed) {}

  void expect_consistent() {
    const auto report = index::verify(memory_, [](std::uint64_t) {});
    ASSERT_TRUE(report);
    EXPECT_EQ(report->findings, std::vector<std::string>());
  }

  memory::Store memory_;
  FaultyStore store_{memory_};
  ManualClock clock_;
  SeededRandom random_;
  Life life_{store_, clock_, random_};
};

}  // namespace docket::test

// What `docket kafka verify` counts.
#include "adapters/kafka/topic_check.hpp"

#include <gtest/gtest.h>

namespace docket::kafka {
namespace {

Sighting ours(int partition, std::uint64_t position) {
  return {partition, static_cast<std::int64_t>(position), "case_a-" + std::to_string(position), position, true, true,
          true};
}

// Partition 0 holds odd positions, partition 1 even ones, of a log of six.
class Check : public testing::Test {
 protected:
  void see(std::initializer_list<std::uint64_t> positions) {
    for (const auto position : positions) check_.see(ours(position % 2 == 0, position));
  }
  const Findings& found() {
    for (std::uint64_t position = 1; position <= 6; ++position) check_.expect(position, position % 2 == 0, "id");
    return check_.findings();
  }
  TopicCheck check_{{0, 0}, 6};
};

TEST_F(Check, finds_nothing_when_everything_is_there_once_and_in_order) {
  see({1, 2, 3, 4, 5, 6});
  const auto findings = found();
  EXPECT_EQ(findings.faults(), 0U);
  EXPECT_EQ(findings.seen, 6U);
}

TEST_F(Check, counts_an_event_that_is_there_twice) {
  see({1, 3, 3, 5, 2, 4, 6});
  const auto findings = found();
  EXPECT_EQ(findings.duplicates, 1U);
  EXPECT_EQ(findings.faults(), 1U);
}

TEST_F(Check, counts_a_gap_and_does_not_call_it_pending) {
  see({1, 5, 2, 4});
  const auto findings = found();
  EXPECT_EQ(findings.gaps, 1U);     // 3
  EXPECT_EQ(findings.pending, 1U);  // 6
}

TEST_F(Check, counts_what_comes_too_late_in_its_partition) {
  see({3, 1, 5, 2, 4, 6});
  const auto findings = found();
  EXPECT_EQ(findings.reorderings, 1U);
  EXPECT_EQ(findings.gaps, 0U);
}

TEST_F(Check, leaves_out_what_retention_took) {
  TopicCheck check({3, 0}, 6);
  check.see(ours(0, 5));
  check.expect(1, 0, "id");
  check.expect(3, 0, "id");
  EXPECT_EQ(check.findings().expired, 2U);
  EXPECT_EQ(check.findings().faults(), 0U);
}

TEST_F(Check, counts_strangers_and_changes_and_wrong_partitions) {
  auto sighting = ours(0, 1);
  sighting.same = false;
  check_.see(sighting);
  sighting = ours(0, 2);
  sighting.at_home = false;
  check_.see(sighting);
  sighting = ours(0, 3);
  sighting.ours = false;
  check_.see(sighting);
  sighting.position.reset();
  check_.see(sighting);
  EXPECT_EQ(check_.findings().changed, 1U);
  EXPECT_EQ(check_.findings().misplaced, 1U);
  EXPECT_EQ(check_.findings().foreign, 2U);
}

TEST_F(Check, does_not_judge_what_is_newer_than_its_log) {
  see({1, 2, 3, 4, 5, 6, 7});
  const auto findings = found();
  EXPECT_EQ(findings.newer, 1U);
  EXPECT_EQ(findings.furthest, 7U);
  EXPECT_EQ(findings.faults(), 0U);
}

}  // namespace
}  // namespace docket::kafka

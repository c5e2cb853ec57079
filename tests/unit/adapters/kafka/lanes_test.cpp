// From which position on a partition lacks its events: the table of what a start may find.
#include "adapters/kafka/lanes.hpp"

#include <gtest/gtest.h>

namespace docket::kafka {
namespace {

Tail empty(std::int64_t low = 0, std::int64_t end = 0) { return {low, end, {}}; }

Tail ends_with(std::uint64_t position, std::int64_t end, std::int64_t low = 0) {
  const auto id = "case_a-" + std::to_string(position);
  return {low, end, LastEvent{id, position, 0, id}};
}

Kept remembers(std::vector<Lane> lanes) { return {"events", std::move(lanes)}; }

std::vector<std::uint64_t> published(const Resumption& resumption) {
  std::vector<std::uint64_t> found;
  for (const auto& lane : resumption.lanes) found.push_back(lane.published);
  return found;
}

using Positions = std::vector<std::uint64_t>;

TEST(Resumption, begins_at_the_beginning_of_a_new_topic) {
  const auto found = resume(std::nullopt, {empty(), empty()});
  EXPECT_EQ(published(found), (Positions{0, 0}));
  EXPECT_EQ(position_of(found.lanes), 0U);
  EXPECT_EQ(found.lost_count, 0U);
}

TEST(Resumption, goes_on_behind_the_last_event_when_the_cursor_is_lost) {
  const auto found = resume(std::nullopt, {ends_with(40, 12), ends_with(7, 3)});
  EXPECT_EQ(published(found), (Positions{40, 7}));
  EXPECT_EQ(found.lanes[0].end, 12);
}

TEST(Resumption, trusts_the_topic_over_an_older_cursor) {
  const auto found = resume(remembers({{20, 18, 9}, {20, 7, 3}}), {ends_with(40, 12), ends_with(7, 3)});
  EXPECT_EQ(published(found), (Positions{40, 20}));
  EXPECT_EQ(found.lost_count, 0U);
}

TEST(Resumption, looks_at_nothing_again_that_a_quiet_partition_does_not_lack) {
  const auto found = resume(remembers({{100, 99, 50}, {100, 7, 3}}), {ends_with(99, 51), ends_with(7, 4)});
  EXPECT_EQ(published(found), (Positions{100, 100}));
}

TEST(Resumption, loses_nothing_in_a_partition_that_retention_emptied) {
  const auto found = resume(remembers({{100, 99, 50}, {100, 7, 3}}), {ends_with(99, 51), empty(4, 4)});
  EXPECT_EQ(published(found), (Positions{100, 100}));
  EXPECT_EQ(found.lanes[1].last, 7U);
  EXPECT_EQ(found.lost_count, 0U);
}

TEST(Resumption, takes_a_neighbour_for_witness_when_an_emptied_partition_outlived_the_cursor) {
  const auto found = resume(remembers({{10, 9, 5}, {10, 7, 3}}), {ends_with(90, 51), empty(40, 40)});
  EXPECT_EQ(published(found), (Positions{90, 90}));
  const auto forgotten = resume(std::nullopt, {ends_with(90, 51), empty(40, 40)});
  EXPECT_EQ(published(forgotten), (Positions{90, 90}));
}

TEST(Resumption, publishes_again_what_a_partition_lost_at_its_end) {
  const auto found = resume(remembers({{100, 99, 50}, {100, 70, 30}}), {ends_with(99, 51), ends_with(40, 20)});
  EXPECT_EQ(published(found), (Positions{100, 40}));
  EXPECT_EQ(position_of(found.lanes), 40U);
  EXPECT_EQ(found.lost_count, 1U);
}

TEST(Resumption, publishes_everything_again_to_a_topic_that_was_made_anew) {
  const auto found = resume(remembers({{100, 99, 50}, {100, 70, 30}}), {empty(), empty()});
  EXPECT_EQ(published(found), (Positions{0, 0}));
  EXPECT_EQ(found.lost_count, 2U);
}

// The new topic has grown beyond the old end (aborted records count), but its last event is an older one.
TEST(Resumption, notices_a_lost_end_that_the_offsets_hide) {
  const auto found = resume(remembers({{100, 99, 50}}), {ends_with(60, 80)});
  EXPECT_EQ(published(found), (Positions{60}));
  EXPECT_EQ(found.lost_count, 1U);
  EXPECT_EQ(published(resume(remembers({{100, 99, 50}}), {empty(0, 80)})), (Positions{0}));
}

TEST(Resumption, forgets_a_cursor_of_another_number_of_partitions) {
  EXPECT_EQ(published(resume(remembers({{100, 99, 50}}), {empty(), empty()})), (Positions{0, 0}));
}

TEST(Comparison, accepts_a_topic_that_ends_with_our_events) {
  EXPECT_EQ(compare({ends_with(5, 6), empty()}, 5), std::nullopt);
}

TEST(Comparison, refuses_a_topic_of_another_history) {
  auto tail = ends_with(5, 6);
  tail.last->journal_id = "case_b-1";
  EXPECT_EQ(compare({tail}, 9)->condition, Condition::other_history);
  tail = ends_with(5, 6);
  tail.last->position.reset();
  EXPECT_EQ(compare({tail}, 9)->condition, Condition::other_history);
}

TEST(Comparison, refuses_when_our_log_was_rolled_back) {
  EXPECT_EQ(compare({ends_with(5, 6)}, 4)->condition, Condition::log_rolled_back);
}

TEST(Comparison, refuses_when_cases_would_move_to_another_partition) {
  auto tail = ends_with(5, 6);
  tail.last->home = 3;
  EXPECT_EQ(compare({tail}, 9)->condition, Condition::partitions_changed);
}

TEST(Comparison, lets_only_a_new_topic_have_another_number_of_partitions) {
  const auto kept = remembers({{9, 9, 9}});
  EXPECT_TRUE(same_partitions(kept, {empty(), empty()}));
  EXPECT_FALSE(same_partitions(kept, {ends_with(5, 6), empty()}));
  EXPECT_TRUE(same_partitions(kept, {ends_with(5, 6)}));
}

TEST(Notes, are_read_as_they_were_written) {
  const auto kept = remembers({{100, 99, 50}, {100, 7, 3}});
  EXPECT_EQ(decode_notes(encode_notes(kept)), kept);
  EXPECT_EQ(decode_notes("\x05"
                         "abc"),
            std::nullopt);
}

}  // namespace
}  // namespace docket::kafka

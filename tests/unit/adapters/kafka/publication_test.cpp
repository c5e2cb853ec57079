// Dialogues with the machine: what happened ⇒ what to do next. No client, no broker.
#include "adapters/kafka/publication.hpp"

#include <gtest/gtest.h>

namespace docket::kafka {
namespace {

using std::chrono::milliseconds;

Failure failed(Condition condition, Remedy remedy) { return {condition, "told to", remedy}; }

LastEvent event(std::uint64_t position) {
  const auto id = "case_a-" + std::to_string(position);
  return {id, position, 0, id};
}

class Dialogue : public testing::Test {
 protected:
  Dialogue() { options_.topic = "events"; }

  void begin(std::optional<Kept> kept = {}) {
    publication_.emplace(options_, std::move(kept));
    EXPECT_EQ(publication_->begin().verb, Verb::create);
  }
  // Up to a topic of one partition whose tail is `tail`, in a log that ends at `journal_tail`.
  void open(const Tail& tail, std::uint64_t journal_tail, std::optional<Kept> kept = {}) {
    begin(std::move(kept));
    EXPECT_EQ(then(Done{}), Verb::describe);
    EXPECT_EQ(then(Described{1, {}}), Verb::fence);
    EXPECT_EQ(then(Done{}), Verb::read_tails);
    EXPECT_EQ(then(Tails{{tail}, journal_tail}), Verb::gather);
  }
  Verb then(const Input& input) {
    last_ = publication_->step(input);
    return last_.verb;
  }
  Delivered delivered(std::int64_t first, std::int64_t last, std::uint64_t position) {
    return {{{0, first, last, position}}};
  }
  // One transaction of events up to `through`, acknowledged from offset `first` on and committed.
  void publish(std::size_t count, std::uint64_t through, std::int64_t first) {
    EXPECT_EQ(then(Gathered{count, through, false}), Verb::publish);
    EXPECT_EQ(then(delivered(first, first + static_cast<std::int64_t>(count) - 1, through)), Verb::commit);
    EXPECT_EQ(then(Done{}), Verb::gather);
  }
  Kept kept(std::uint64_t position, std::int64_t end) { return {"events", {{position, position, end}}}; }

  Options options_;
  std::optional<Publication> publication_;
  Action last_;
};

TEST_F(Dialogue, fences_before_it_reads_the_tails_and_reads_them_before_it_publishes) {
  open({}, 10);
  EXPECT_EQ(publication_->front(), 0U);
  publish(10, 10, 0);
  EXPECT_EQ(publication_->position(), 10U);
  EXPECT_EQ(then(Gathered{0, 0, true}), Verb::listen);
}

TEST_F(Dialogue, goes_on_behind_the_tail_and_not_behind_the_cursor) {
  open({0, 8, event(7)}, 10, kept(3, 4));
  EXPECT_EQ(publication_->front(), 7U);
}

TEST_F(Dialogue, counts_as_published_only_what_is_committed) {
  open({}, 10);
  EXPECT_EQ(then(Gathered{10, 10, true}), Verb::publish);
  EXPECT_EQ(then(delivered(0, 9, 10)), Verb::commit);
  EXPECT_EQ(publication_->position(), 0U);
  EXPECT_EQ(then(failed(Condition::broker_unreachable, Remedy::start_over)), Verb::destroy);
  EXPECT_EQ(publication_->position(), 0U);
  EXPECT_EQ(publication_->lanes()[0].end, 0);
  EXPECT_EQ(publication_->committed_count(), 0U);
}

TEST_F(Dialogue, aborts_what_failed_and_reads_the_tails_again) {
  open({}, 10);
  EXPECT_EQ(then(Gathered{10, 10, true}), Verb::publish);
  EXPECT_EQ(then(failed(Condition::broker_refused, Remedy::abort)), Verb::abort);
  EXPECT_EQ(then(Done{}), Verb::rest);
  EXPECT_EQ(then(Done{}), Verb::describe);
  EXPECT_EQ(then(Described{1, {}}), Verb::read_tails);  // the same producer, fenced already
  EXPECT_EQ(then(Tails{{{0, 11, {}}}, 10}), Verb::gather);
  EXPECT_EQ(publication_->front(), 0U);
}

TEST_F(Dialogue, aborts_before_the_commit_when_the_topic_was_made_anew) {
  open({0, 50, event(99)}, 100, kept(99, 50));
  EXPECT_EQ(then(Gathered{1, 100, true}), Verb::publish);
  EXPECT_EQ(then(delivered(0, 0, 100)), Verb::abort);
  EXPECT_EQ(then(Done{}), Verb::describe);
  EXPECT_EQ(then(Described{1, {}}), Verb::read_tails);
  EXPECT_EQ(then(Tails{{{0, 2, {}}}, 100}), Verb::gather);
  EXPECT_EQ(publication_->front(), 0U);  // all of it again
  EXPECT_EQ(publication_->lost_count(), 1U);
  publish(100, 100, 2);
  EXPECT_EQ(publication_->position(), 100U);
}

TEST_F(Dialogue, commits_at_the_offset_where_it_left_the_partition) {
  open({0, 50, event(99)}, 100, kept(99, 50));
  EXPECT_EQ(then(Gathered{1, 100, true}), Verb::publish);
  EXPECT_EQ(then(delivered(50, 50, 100)), Verb::commit);
}

TEST_F(Dialogue, starts_over_when_nobody_knows_what_became_of_a_commit) {
  open({}, 10);
  EXPECT_EQ(then(Gathered{10, 10, true}), Verb::publish);
  EXPECT_EQ(then(delivered(0, 9, 10)), Verb::commit);
  EXPECT_EQ(then(failed(Condition::broker_unreachable, Remedy::start_over)), Verb::destroy);
  EXPECT_EQ(then(Done{}), Verb::rest);
  EXPECT_EQ(then(Done{}), Verb::create);
  EXPECT_EQ(then(Done{}), Verb::describe);
  EXPECT_EQ(then(Described{1, {}}), Verb::fence);
  EXPECT_EQ(then(Done{}), Verb::read_tails);
  EXPECT_EQ(then(Tails{{{0, 11, event(10)}}, 10}), Verb::gather);  // it was committed after all
  EXPECT_EQ(publication_->position(), 10U);
}

TEST_F(Dialogue, starts_over_when_an_abort_fails) {
  open({}, 10);
  EXPECT_EQ(then(Gathered{10, 10, true}), Verb::publish);
  EXPECT_EQ(then(failed(Condition::broker_refused, Remedy::abort)), Verb::abort);
  EXPECT_EQ(then(failed(Condition::broker_refused, Remedy::abort)), Verb::destroy);
}

TEST_F(Dialogue, rests_longer_after_each_failure_up_to_a_limit_and_briefly_after_a_success) {
  begin();
  std::vector<milliseconds> pauses;
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(then(Done{}), Verb::describe);
    EXPECT_EQ(then(failed(Condition::broker_unreachable, Remedy::start_over)), Verb::destroy);
    EXPECT_EQ(then(Done{}), Verb::rest);
    pauses.push_back(last_.patience);
    EXPECT_EQ(then(Done{}), Verb::create);
  }
  EXPECT_EQ(pauses[0], options_.pause_min);
  EXPECT_EQ(pauses[1], 2 * options_.pause_min);
  EXPECT_EQ(pauses[9], options_.pause_max);
  EXPECT_EQ(publication_->trouble()->condition, Condition::broker_unreachable);
  EXPECT_EQ(then(Done{}), Verb::describe);
  EXPECT_EQ(then(Described{1, {}}), Verb::fence);
  EXPECT_EQ(then(Done{}), Verb::read_tails);
  EXPECT_EQ(then(Tails{{Tail{}}, 0}), Verb::gather);
  EXPECT_EQ(then(Gathered{0, 0, true}), Verb::listen);
  EXPECT_EQ(publication_->trouble(), std::nullopt);
  EXPECT_EQ(then(Woken{false}), Verb::watch);
  EXPECT_EQ(then(failed(Condition::broker_unreachable, Remedy::start_over)), Verb::destroy);
  EXPECT_EQ(then(Done{}), Verb::rest);
  EXPECT_EQ(last_.patience, options_.pause_min);
}

TEST_F(Dialogue, looks_before_it_fences_after_it_was_fenced) {
  open({0, 5, event(4)}, 10);
  EXPECT_EQ(then(Gathered{1, 5, true}), Verb::publish);
  EXPECT_EQ(then(failed(Condition::fenced, Remedy::start_over)), Verb::destroy);
  EXPECT_EQ(publication_->trouble()->condition, Condition::fenced);
  EXPECT_EQ(then(Done{}), Verb::rest);
  EXPECT_EQ(last_.patience, options_.pause_max);
  EXPECT_EQ(then(Done{}), Verb::create);
  EXPECT_EQ(then(Done{}), Verb::describe);
  EXPECT_EQ(then(Described{1, {}}), Verb::look);
  EXPECT_EQ(then(Tails{{{0, 9, event(8)}}, 10}), Verb::destroy);  // somebody else went on
  EXPECT_EQ(publication_->trouble()->condition, Condition::fenced);
  EXPECT_EQ(then(Done{}), Verb::rest);
  EXPECT_EQ(then(Done{}), Verb::create);
  EXPECT_EQ(then(Done{}), Verb::describe);
  EXPECT_EQ(then(Described{1, {}}), Verb::look);
  EXPECT_EQ(then(Tails{{{0, 9, event(8)}}, 10}), Verb::fence);  // and is gone
}

TEST_F(Dialogue, never_fences_again_the_owner_of_another_history) {
  begin();
  EXPECT_EQ(then(Done{}), Verb::describe);
  EXPECT_EQ(then(Described{1, {}}), Verb::fence);
  EXPECT_EQ(then(Done{}), Verb::read_tails);
  auto foreign = event(4);
  foreign.id = "case_b-9";
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(then(Tails{{{0, 5, foreign}}, 10}), Verb::destroy);
    EXPECT_EQ(publication_->trouble()->condition, Condition::other_history);
    EXPECT_EQ(then(Done{}), Verb::rest);
    EXPECT_EQ(last_.patience, options_.pause_max);
    EXPECT_EQ(then(Done{}), Verb::create);
    EXPECT_EQ(then(Done{}), Verb::describe);
    EXPECT_EQ(then(Described{1, {}}), Verb::look);
  }
}

TEST_F(Dialogue, refuses_a_changed_number_of_partitions) {
  begin(kept(99, 50));
  EXPECT_EQ(then(Done{}), Verb::describe);
  EXPECT_EQ(then(Described{2, {}}), Verb::fence);
  EXPECT_EQ(then(Done{}), Verb::read_tails);
  EXPECT_EQ(then(Tails{{{0, 50, event(99)}, Tail{}}, 100}), Verb::destroy);
  EXPECT_EQ(publication_->trouble()->condition, Condition::partitions_changed);
}

TEST_F(Dialogue, waits_for_a_topic_that_cannot_be_written_to) {
  begin();
  EXPECT_EQ(then(Done{}), Verb::describe);
  EXPECT_EQ(then(Described{1, failed(Condition::topic_too_few_replicas, Remedy::start_over)}), Verb::destroy);
  EXPECT_EQ(publication_->trouble()->condition, Condition::topic_too_few_replicas);
}

TEST_F(Dialogue, halves_its_transactions_until_the_event_that_is_too_large_stands_alone) {
  options_.batch_max = 8;
  open({}, 10);
  for (const std::size_t count : {8U, 4U, 2U}) {
    EXPECT_EQ(publication_->batch_max(), count);
    EXPECT_EQ(then(Gathered{count, count, false}), Verb::publish);
    EXPECT_EQ(then(failed(Condition::message_too_large, Remedy::abort)), Verb::abort);
    EXPECT_EQ(then(Done{}), Verb::describe);
    EXPECT_EQ(then(Described{1, {}}), Verb::read_tails);
    EXPECT_EQ(then(Tails{{{0, 9, {}}}, 10}), Verb::gather);
    EXPECT_EQ(publication_->trouble(), std::nullopt);
  }
  EXPECT_EQ(then(Gathered{1, 1, false}), Verb::publish);
  EXPECT_EQ(then(failed(Condition::message_too_large, Remedy::abort)), Verb::abort);
  EXPECT_EQ(publication_->trouble()->condition, Condition::message_too_large);
  EXPECT_EQ(then(Done{}), Verb::rest);
  EXPECT_EQ(publication_->position(), 0U);  // nothing is skipped
}

TEST_F(Dialogue, takes_larger_transactions_again_once_they_pass) {
  options_.batch_max = 4;
  open({}, 10);
  EXPECT_EQ(then(Gathered{4, 4, false}), Verb::publish);
  EXPECT_EQ(then(failed(Condition::message_too_large, Remedy::abort)), Verb::abort);
  EXPECT_EQ(then(Done{}), Verb::describe);
  EXPECT_EQ(then(Described{1, {}}), Verb::read_tails);
  EXPECT_EQ(then(Tails{{{0, 5, {}}}, 10}), Verb::gather);
  publish(2, 2, 5);
  EXPECT_EQ(publication_->batch_max(), 4U);
}

TEST_F(Dialogue, notices_at_idle_that_the_topic_lost_its_end) {
  open({0, 50, event(99)}, 99, kept(99, 50));
  EXPECT_EQ(then(Gathered{0, 0, true}), Verb::listen);
  EXPECT_EQ(then(Woken{false}), Verb::watch);
  EXPECT_EQ(then(Ends{{51}}), Verb::gather);
  EXPECT_EQ(then(Gathered{0, 0, true}), Verb::listen);
  EXPECT_EQ(then(Woken{false}), Verb::watch);
  EXPECT_EQ(then(Ends{{0}}), Verb::describe);
  EXPECT_EQ(then(Described{1, {}}), Verb::read_tails);
  EXPECT_EQ(then(Tails{{Tail{}}, 99}), Verb::gather);
  EXPECT_EQ(publication_->front(), 0U);
}

TEST_F(Dialogue, asks_now_and_then_also_without_a_pause_whether_quiet_partitions_kept_their_end) {
  open({}, 1000);
  std::uint64_t position = 0;
  for (auto verb = Verb::gather; verb != Verb::watch; ++position) {
    ASSERT_LT(position, 1000U);
    EXPECT_EQ(then(Gathered{1, position + 1, false}), Verb::publish);
    const auto offset = static_cast<std::int64_t>(2 * position);
    EXPECT_EQ(then(delivered(offset, offset, position + 1)), Verb::commit);
    verb = then(Done{});
  }
  EXPECT_EQ(then(Ends{{static_cast<std::int64_t>(2 * position)}}), Verb::gather);
}

TEST_F(Dialogue, wakes_to_gather_when_the_log_grows) {
  open({0, 50, event(99)}, 99, kept(99, 50));
  EXPECT_EQ(then(Gathered{0, 0, true}), Verb::listen);
  EXPECT_EQ(then(Woken{true}), Verb::gather);
}

TEST_F(Dialogue, moves_past_events_that_nobody_wants) {
  open({}, 10);
  EXPECT_EQ(then(Gathered{0, 6, false}), Verb::gather);
  EXPECT_EQ(publication_->position(), 6U);
}

TEST_F(Dialogue, asks_again_for_a_log_that_cannot_be_read) {
  open({}, 10);
  EXPECT_EQ(then(failed(Condition::journal_unreadable, Remedy::abort)), Verb::rest);
  EXPECT_EQ(then(Done{}), Verb::gather);
}

TEST_F(Dialogue, does_not_take_the_cursor_of_another_topic) {
  open({}, 10, Kept{"elsewhere", {{99, 99, 50}}});
  EXPECT_EQ(publication_->front(), 0U);
  EXPECT_EQ(publication_->lost_count(), 0U);
}

}  // namespace
}  // namespace docket::kafka

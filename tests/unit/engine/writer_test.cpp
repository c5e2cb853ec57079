#include "engine/journal/keys.hpp"
#include "tests/unit/engine/writing_test.hpp"

namespace docket {
namespace {

using test::accepted;
using test::rejected;

class Writing : public test::WritingTest {
 protected:
  Writing() : WritingTest(7) {}
  static std::vector<model::Command> commands(std::size_t count) {
    std::vector<model::Command> all;
    for (std::size_t i = 0; i < count; ++i) all.push_back(test::open_case());
    return all;
  }
};

TEST_F(Writing, puts_a_batch_into_one_commit) {
  const auto before = store_.appends();
  EXPECT_EQ(life_.write(commands(50)).size(), 50U);
  EXPECT_EQ(store_.appends(), before + 1);
  expect_consistent();
}

TEST_F(Writing, gives_numbers_without_a_gap_whatever_is_refused_between) {
  auto batch = commands(2);
  batch.insert(batch.begin() + 1, test::open_case("mediator-chen"));
  const auto outcomes = life_.write(std::move(batch));
  EXPECT_EQ(accepted(outcomes[0]).subject->number, "（河湾乡）民意〔2026〕0001号");
  EXPECT_EQ(rejected(outcomes[1]).code, model::RejectionCode::forbidden);
  EXPECT_EQ(accepted(outcomes[2]).subject->number, "（河湾乡）民意〔2026〕0002号");
}

TEST_F(Writing, lets_a_command_see_what_the_batch_did_before_it) {
  const auto id = accepted(life_.write(test::open_case())).subject->id;
  std::vector<model::Command> batch;
  batch.push_back(test::act(id, "assign", "clerk-li", R"({"assignee":"deputy-wang"})"));
  batch.push_back(test::act(id, "close", "clerk-li"));
  batch.push_back(test::act(id, "resolve", "deputy-wang", R"({"reply":"好","result":"solved"})"));
  const auto outcomes = life_.write(std::move(batch));
  EXPECT_EQ(accepted(outcomes[0]).subject->sequence.value, 2U);
  EXPECT_EQ(rejected(outcomes[1]).code, model::RejectionCode::wrong_state);
  EXPECT_EQ(accepted(outcomes[2]).subject->state, "resolved");
  expect_consistent();
}

TEST_F(Writing, gives_the_same_rows_however_commands_are_cut_into_batches) {
  memory::Store other;
  test::SeededRandom random(7);
  test::Life one_by_one(other, clock_, random);
  life_.write(commands(20));
  for (auto& command : commands(20)) one_by_one.write(std::move(command));
  for (const auto family : {journal::Family::log, journal::Family::cases, journal::Family::index,
                            journal::Family::vault, journal::Family::keys}) {
    const journal::Range all{"", std::string(64, '\xFF'), 10'000, false};
    const auto left = *memory_.scan(family, all);
    const auto right = *other.scan(family, all);
    ASSERT_EQ(left.size(), right.size());
    for (std::size_t i = 0; i < left.size(); ++i) {
      EXPECT_EQ(left[i].key, right[i].key);
      EXPECT_EQ(left[i].value, right[i].value);
    }
  }
}

TEST_F(Writing, answers_a_known_key_again_and_applies_nothing) {
  const auto first = life_.write(test::with_key(test::open_case(), "k"));
  const auto tail = life_.writer().tail();
  const auto again = life_.write(test::with_key(test::open_case(), "k"));
  EXPECT_TRUE(accepted(again).replayed);
  EXPECT_EQ(*accepted(again).subject, *accepted(first).subject);
  EXPECT_EQ(accepted(again).data, accepted(first).data);
  EXPECT_EQ(life_.writer().tail(), tail);
}

TEST_F(Writing, renders_a_replay_as_the_case_was_then) {
  const auto id = accepted(life_.write(test::with_key(test::open_case(), "k"))).subject->id;
  accepted(life_.write(test::act(id, "assign", "clerk-li", R"({"assignee":"deputy-wang"})")));
  EXPECT_EQ(accepted(life_.write(test::with_key(test::open_case(), "k"))).subject->state, "received");
}

TEST_F(Writing, refuses_a_key_that_another_request_used) {
  accepted(life_.write(test::with_key(test::open_case(), "k", "one")));
  EXPECT_EQ(rejected(life_.write(test::with_key(test::open_case(), "k", "other"))).code,
            model::RejectionCode::key_reused);
}

TEST_F(Writing, says_that_a_key_is_in_flight_within_a_batch) {
  std::vector<model::Command> batch;
  batch.push_back(test::with_key(test::open_case(), "k"));
  batch.push_back(test::with_key(test::open_case(), "k"));
  const auto outcomes = life_.write(std::move(batch));
  accepted(outcomes[0]);
  EXPECT_EQ(rejected(outcomes[1]).code, model::RejectionCode::key_in_flight);
}

TEST_F(Writing, keeps_keys_of_different_people_apart) {
  accepted(life_.write(test::with_key(test::open_case("clerk-li"), "k")));
  EXPECT_FALSE(accepted(life_.write(test::with_key(test::open_case("voter-desk"), "k"))).replayed);
}

TEST_F(Writing, forgets_a_key_after_its_window) {
  accepted(life_.write(test::with_key(test::open_case(), "k")));
  clock_.advance(std::chrono::hours(24 * 7 + 1));
  EXPECT_FALSE(accepted(life_.write(test::with_key(test::open_case(), "k"))).replayed);
}

TEST_F(Writing, does_not_keep_the_outcome_of_a_refusal) {
  rejected(life_.write(test::with_key(test::open_case("mediator-chen"), "k")));
  EXPECT_EQ(life_.write(test::with_key(test::open_case("mediator-chen"), "k")).index(), 1U);
}

TEST_F(Writing, stops_after_a_failed_commit_and_calls_the_outcome_unknown) {
  store_.fail_next(test::Fault::before);
  const auto outcome = life_.write(test::open_case());
  EXPECT_TRUE(std::get<Error>(outcome).is(Errc::storage_failed));
  EXPECT_TRUE(life_.writer().failed());
  const auto appends = store_.appends();
  EXPECT_TRUE(std::get<Error>(life_.write(test::open_case())).is(Errc::read_only));
  EXPECT_EQ(store_.appends(), appends);
}

TEST_F(Writing, never_lets_the_log_run_backwards_in_time) {
  const auto first = accepted(life_.write(test::open_case())).event.recorded;
  clock_.advance(std::chrono::hours(-5));
  EXPECT_EQ(accepted(life_.write(test::open_case())).event.recorded, first);
  test::Life next(store_, clock_, random_);
  EXPECT_EQ(accepted(next.write(test::open_case())).event.recorded, first);
}

TEST_F(Writing, refuses_to_let_a_case_grow_without_end) {
  partition::WriterOptions options;
  options.case_bytes_max = 600;
  memory::Store small;
  test::Life life(small, clock_, random_, options);
  const auto id = accepted(life.write(test::open_case())).subject->id;
  accepted(life.write(test::act(id, "assign", "clerk-li", R"({"assignee":"deputy-wang"})")));
  EXPECT_EQ(rejected(life.write(test::act(id, "resolve", "deputy-wang", R"({"reply":"好","result":"solved"})"))).code,
            model::RejectionCode::case_too_large);
}

TEST_F(Writing, evicts_cases_and_reads_them_back_with_their_personal_values) {
  partition::WriterOptions options;
  options.cases_max = 1;
  memory::Store small;
  test::Life life(small, clock_, random_, options);
  const auto first = accepted(life.write(test::open_case())).subject->id;
  accepted(life.write(test::open_case()));
  const auto outcome = life.write(test::act(first, "assign", "clerk-li", R"({"assignee":"deputy-wang"})"));
  EXPECT_EQ(accepted(outcome).personal->size(), 4U);
}

// Verify is the judge of every crash round: it must see a row changed, lost or added in any family.
class Verifying : public Writing, public testing::WithParamInterface<journal::Family> {};

TEST_P(Verifying, finds_a_row_that_is_missing) {
  const auto id = accepted(life_.write(test::with_key(test::open_case(), "k"))).subject->id;
  accepted(life_.write(test::act(id, "assign", "clerk-li", R"({"assignee":"deputy-wang"})")));
  expect_consistent();
  const auto rows = *memory_.scan(GetParam(), {"", std::string(64, '\xFF'), 100, false});
  for (const auto& row : rows) {
    ASSERT_TRUE(memory_.append({0, {{GetParam(), row.key, std::nullopt}}}));
    const auto report = index::verify(memory_, [](std::uint64_t) {});
    ASSERT_TRUE(report);
    EXPECT_GT(report->finding_count, 0U);
    ASSERT_TRUE(memory_.append({0, {{GetParam(), row.key, row.value}}}));
  }
  expect_consistent();
}

INSTANTIATE_TEST_SUITE_P(EveryFamily, Verifying,
                         testing::Values(journal::Family::log, journal::Family::cases, journal::Family::index,
                                         journal::Family::vault, journal::Family::keys));

}  // namespace
}  // namespace docket

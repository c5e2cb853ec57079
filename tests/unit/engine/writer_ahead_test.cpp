// What the writer decides while a batch is on its way to the disk: over that batch, and never told before it.
#include "tests/unit/engine/writing_test.hpp"

namespace docket {
namespace {

using test::accepted;
using test::rejected;

class WritingAhead : public test::WritingTest {
 protected:
  WritingAhead() : WritingTest(11) {}
  partition::Writer& writer() { return life_.writer(); }

  // Decides one command into the open batch, before anything of it is on the disk.
  std::shared_ptr<partition::Batch> send(const model::Command& command) {
    writer().decide(command);
    return writer().close();
  }
  void arrive(partition::Batch& batch) {
    writer().commit(batch);
    writer().settle();
  }
};

TEST_F(WritingAhead, sees_the_case_of_a_batch_that_is_on_its_way) {
  const auto first = send(test::open_case());
  const auto id = accepted(first->outcomes.at(0)).subject->id;
  writer().decide(test::act(id, "assign", "clerk-li", R"({"assignee":"deputy-wang"})"));
  arrive(*first);
  const auto second = writer().close();
  arrive(*second);
  EXPECT_EQ(accepted(second->outcomes.at(0)).subject->state, "assigned");
  expect_consistent();
}

TEST_F(WritingAhead, gives_the_next_number_and_the_next_place_in_the_log) {
  const auto first = send(test::open_case());
  writer().decide(test::open_case());
  EXPECT_EQ(writer().tail(), 0U);
  arrive(*first);
  EXPECT_EQ(writer().tail(), 1U);
  const auto second = writer().close();
  arrive(*second);
  EXPECT_EQ(accepted(second->outcomes.at(0)).subject->number, "（河湾乡）民意〔2026〕0002号");
  EXPECT_EQ(accepted(second->outcomes.at(0)).position.offset, 2U);
  expect_consistent();
}

TEST_F(WritingAhead, says_that_a_key_of_that_batch_is_in_flight) {
  const auto first = send(test::with_key(test::open_case(), "k"));
  writer().decide(test::with_key(test::open_case(), "k"));
  arrive(*first);
  writer().decide(test::with_key(test::open_case(), "k"));
  const auto second = writer().close();
  arrive(*second);
  EXPECT_EQ(rejected(second->outcomes.at(0)).code, model::RejectionCode::key_in_flight);
  EXPECT_TRUE(accepted(second->outcomes.at(1)).replayed);
}

TEST_F(WritingAhead, records_no_command_earlier_than_it_came) {
  const auto first = send(test::open_case());
  writer().decide(test::open_case());
  clock_.advance(std::chrono::seconds(8));
  writer().decide(test::open_case());
  arrive(*first);
  const auto second = writer().close();
  arrive(*second);
  const auto early = accepted(second->outcomes.at(0)).event.recorded;
  EXPECT_EQ(accepted(second->outcomes.at(1)).event.recorded - early, std::chrono::seconds(8));
  expect_consistent();
}

TEST_F(WritingAhead, keeps_a_case_that_its_cache_has_no_room_for) {
  partition::WriterOptions options;
  options.cases_max = 1;
  memory::Store small;
  test::Life life(small, clock_, random_, options);
  auto& ahead = life.writer();
  ahead.decide(test::open_case());
  ahead.decide(test::open_case());
  const auto first = ahead.close();
  for (const auto& outcome : first->outcomes) {
    const auto id = accepted(outcome).subject->id;
    ahead.decide(test::act(id, "assign", "clerk-li", R"({"assignee":"deputy-wang"})"));
  }
  ahead.commit(*first);
  ahead.settle();
  const auto second = ahead.close();
  for (const auto& outcome : second->outcomes) EXPECT_EQ(accepted(outcome).personal->size(), 4U);
}

TEST_F(WritingAhead, refuses_what_was_decided_over_a_batch_that_failed) {
  store_.fail_next(test::Fault::before);
  const auto first = send(test::open_case());
  const auto id = accepted(first->outcomes.at(0)).subject->id;
  writer().decide(test::act(id, "assign", "clerk-li", R"({"assignee":"deputy-wang"})"));
  writer().decide(test::act(id, "close", "clerk-li"));  // a refusal over that batch is no answer either
  arrive(*first);
  EXPECT_TRUE(std::get<Error>(first->outcomes.at(0)).is(Errc::storage_failed));
  writer().decide(test::open_case());
  const auto appends = store_.appends();
  const auto second = writer().close();
  arrive(*second);
  EXPECT_EQ(store_.appends(), appends);
  for (const auto& outcome : second->outcomes) EXPECT_TRUE(std::get<Error>(outcome).is(Errc::read_only));
  expect_consistent();
}

}  // namespace
}  // namespace docket

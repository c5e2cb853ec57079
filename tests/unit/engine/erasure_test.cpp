// A subject erased: what the writer lets go of, whom it tells, and what a process that died in between leaves to do.
#include <algorithm>

#include "engine/journal/keys.hpp"
#include "tests/unit/engine/writing_test.hpp"

namespace docket {
namespace {

using journal::Family;
using test::accepted;
using test::rejected;
namespace keys = journal::keys;

class Erasing : public test::WritingTest {
 protected:
  Erasing() : WritingTest(21) {}

  void SetUp() override { id_ = accepted(life_.write(test::open_case())).subject->id; }

  model::Command redact(const std::string& subject) const {
    return test::act(id_, "redact", "admin-zhou",
                     R"({"legal_basis":"个人信息保护法第四十七条","subject":")" + subject + "\"}");
  }
  model::Command note(const std::string& text) const {
    return test::act(id_, "note", "clerk-li", R"({"text":")" + text + "\"}");
  }
  model::PersonalValues values() const { return *life_.reader().personal(test::demo_directory()->org, id_); }
  std::optional<std::string> key_of(const std::string& subject) const {
    return *memory_.get(Family::keys, keys::subject_key(test::demo_directory()->org, id_, subject));
  }
  std::size_t unscrubbed() const {
    const auto prefix = keys::erasure("");
    return memory_.scan(Family::meta, {prefix, keys::prefix_end(prefix), 10, false})->size();
  }

  model::CaseId id_;
};

TEST_F(Erasing, is_an_event_and_takes_the_key_and_the_values_away) {
  ASSERT_TRUE(key_of("petitioner"));
  const auto erased = accepted(life_.write(redact("petitioner")));
  EXPECT_EQ(std::get<model::CaseEvent>(erased.event.data).erased, std::vector<std::string>{"petitioner"});
  EXPECT_NE(erased.data.find(R"("erased":["petitioner"])"), std::string::npos);
  EXPECT_EQ(erased.event.name, "redacted");
  EXPECT_EQ(erased.subject->erased, std::vector<std::string>{"petitioner"});
  EXPECT_FALSE(key_of("petitioner"));
  EXPECT_TRUE(key_of("case"));
  for (const auto& [place, value] : values()) EXPECT_TRUE(place.second == "/title" || place.second == "/content");
  EXPECT_EQ(values().size(), 2U);
  expect_consistent();
}

TEST_F(Erasing, carries_no_value_of_the_case_in_any_later_answer) {
  EXPECT_EQ(accepted(life_.write(redact("petitioner"))).personal, nullptr);
  const auto later = accepted(life_.write(note("已电话联系")));
  if (later.personal != nullptr) {
    for (const auto& [place, value] : *later.personal) EXPECT_NE(place.second, "/contact");
  }
  test::Life next(store_, clock_, random_);
  EXPECT_EQ(accepted(next.write(note("再次联系"))).personal->size(), 4U);
}

TEST_F(Erasing, is_refused_for_a_subject_the_case_does_not_have) {
  const auto tail = life_.writer().tail();
  const auto refused = rejected(life_.write(redact("respondent")));
  EXPECT_EQ(refused.code, model::RejectionCode::unknown_subject);
  EXPECT_EQ(refused.problems.front().pointer, "/subject");
  EXPECT_NE(refused.sentence.zh_cn.find("case、petitioner"), std::string::npos);
  EXPECT_EQ(refused.sentence.en.find("respondent"), std::string::npos);
  EXPECT_EQ(life_.writer().tail(), tail);
}

TEST_F(Erasing, is_refused_when_nothing_is_left_to_erase) {
  accepted(life_.write(redact("petitioner")));
  const auto tail = life_.writer().tail();
  EXPECT_EQ(rejected(life_.write(redact("petitioner"))).code, model::RejectionCode::already_erased);
  EXPECT_EQ(life_.writer().tail(), tail);
  test::Life next(store_, clock_, random_);
  EXPECT_EQ(rejected(next.write(redact("petitioner"))).code, model::RejectionCode::already_erased);
}

TEST_F(Erasing, is_for_administrators) {
  auto command = redact("petitioner");
  command.actor = test::actor("clerk-li");
  EXPECT_EQ(rejected(life_.write(command)).code, model::RejectionCode::forbidden);
  EXPECT_TRUE(key_of("petitioner"));
}

TEST_F(Erasing, ends_with_what_was_said_before_and_can_be_done_again) {
  accepted(life_.write(note("第一次")));
  const auto first_key = key_of("case");
  accepted(life_.write(redact("case")));
  EXPECT_FALSE(key_of("case"));
  accepted(life_.write(note("第二次")));
  ASSERT_TRUE(key_of("case"));
  EXPECT_NE(key_of("case"), first_key);
  EXPECT_EQ(values().count({4, "/text"}), 1U);
  EXPECT_EQ(values().count({2, "/text"}), 0U);
  const auto again = accepted(life_.write(redact("case")));
  EXPECT_EQ(again.subject->erased, std::vector<std::string>{"case"});
  EXPECT_EQ(values().size(), 2U);
  expect_consistent();
}

TEST_F(Erasing, holds_for_the_commands_behind_it_in_the_same_batch) {
  std::vector<model::Command> batch;
  batch.push_back(note("之前"));
  batch.push_back(redact("case"));
  batch.push_back(redact("case"));
  batch.push_back(note("之后"));
  const auto outcomes = life_.write(std::move(batch));
  accepted(outcomes[1]);
  EXPECT_EQ(rejected(outcomes[2]).code, model::RejectionCode::already_erased);
  accepted(outcomes[3]);
  EXPECT_EQ(values().count({2, "/text"}), 0U);
  EXPECT_EQ(values().count({4, "/text"}), 1U);
  expect_consistent();
}

TEST_F(Erasing, takes_away_what_a_batch_on_its_way_brings) {
  auto& writer = life_.writer();
  writer.decide(note("在路上"));
  const auto first = writer.close();
  writer.decide(redact("case"));
  writer.commit(*first);
  writer.settle();
  const auto second = writer.close();
  writer.commit(*second);
  writer.settle();
  accepted(second->outcomes.front());
  EXPECT_FALSE(key_of("case"));
  EXPECT_EQ(values().size(), 2U);
  expect_consistent();
}

TEST_F(Erasing, is_scrubbed_before_anybody_is_told) {
  accepted(life_.write(redact("petitioner")));
  const auto key = keys::subject_key(test::demo_directory()->org, id_, "petitioner");
  EXPECT_EQ(store_.scrubbed(), std::vector<std::string>{key});
  EXPECT_EQ(unscrubbed(), 0U);
  accepted(life_.write(note("照常")));
  EXPECT_EQ(store_.scrubbed().size(), 1U);
}

TEST_F(Erasing, that_cannot_be_scrubbed_is_unknown_and_the_next_start_does_it) {
  store_.fail_scrubs(true);
  std::vector<model::Command> batch;
  batch.push_back(redact("petitioner"));
  batch.push_back(note("同一批"));
  const auto outcomes = life_.write(std::move(batch));
  ASSERT_TRUE(std::holds_alternative<Error>(outcomes[0]));
  EXPECT_TRUE(std::get<Error>(outcomes[0]).is(Errc::storage_failed));
  accepted(outcomes[1]);
  EXPECT_TRUE(life_.writer().failed());
  EXPECT_EQ(unscrubbed(), 1U);
  store_.fail_scrubs(false);
  test::Life next(store_, clock_, random_);
  EXPECT_EQ(store_.scrubbed().size(), 1U);
  EXPECT_EQ(unscrubbed(), 0U);
  EXPECT_EQ(rejected(next.write(redact("petitioner"))).code, model::RejectionCode::already_erased);
  expect_consistent();
}

TEST_F(Erasing, answers_its_key_again_without_erasing_what_came_later) {
  const auto first = accepted(life_.write(test::with_key(redact("case"), "k")));
  accepted(life_.write(note("之后")));
  const auto again = accepted(life_.write(test::with_key(redact("case"), "k")));
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.event, first.event);
  EXPECT_TRUE(key_of("case"));
}

// Verify needs no key to see that a key which should be gone is there, or the other way round.
TEST_F(Erasing, is_judged_by_verify) {
  const auto key = keys::subject_key(test::demo_directory()->org, id_, "petitioner");
  const auto row = *key_of("petitioner");
  accepted(life_.write(redact("petitioner")));
  ASSERT_TRUE(memory_.append({0, {{Family::keys, key, row}}}));
  const auto report = index::verify(memory_, [](std::uint64_t) {});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->finding_count, 1U);
}

}  // namespace
}  // namespace docket

// The shipped definition run by the engine: what each action does, and which sentence refuses it.
#include <gtest/gtest.h>

#include "adapters/memory/store.hpp"
#include "tests/support/township.hpp"

namespace docket {
namespace {

using test::accepted;
using test::rejected;

class OpinionBasic : public testing::Test {
 protected:
  model::Outcome does(const std::string& user, const std::string& action, const std::string& input = "{}") {
    return life_.write(test::act(id_, action, user, input));
  }
  void SetUp() override { id_ = accepted(life_.write(test::open_case())).subject->id; }

  void assign() { accepted(does("clerk-li", "assign", R"({"assignee":"deputy-wang"})")); }
  void resolve() { accepted(does("deputy-wang", "resolve", R"({"reply":"已修好","result":"solved"})")); }
  void rate(const std::string& rating) { accepted(does("clerk-li", "rate", R"({"rating":")" + rating + "\"}")); }

  memory::Store store_;
  test::ManualClock clock_;
  test::SeededRandom random_{1};
  test::Life life_{store_, clock_, random_};
  model::CaseId id_;
};

TEST_F(OpinionBasic, walks_from_received_to_closed) {
  assign();
  resolve();
  rate("satisfied");
  const auto& done = accepted(does("clerk-li", "close"));
  EXPECT_EQ(done.subject->state, "closed");
  EXPECT_EQ(done.subject->sequence.value, 5U);
  EXPECT_EQ(done.subject->history.at("assign").by.str(), "clerk-li");
  EXPECT_EQ(done.subject->number, "（河湾乡）民意〔2026〕0001号");
}

TEST_F(OpinionBasic, reopens_an_unsatisfied_case_into_its_next_cycle) {
  assign();
  resolve();
  rate("unsatisfied");
  EXPECT_EQ(rejected(does("clerk-li", "close")).code, model::RejectionCode::guard_refused);
  const auto& again = accepted(does("supervisor-sun", "reopen", R"({"reason":"没有解决"})"));
  EXPECT_EQ(again.subject->state, "received");
  EXPECT_EQ(again.subject->cycle, 2U);
  EXPECT_FALSE(again.subject->assignment);
}

TEST_F(OpinionBasic, lets_only_the_assignee_answer) {
  assign();
  const auto refused = does("deputy-zhao", "resolve", R"({"reply":"已修好","result":"solved"})");
  EXPECT_EQ(rejected(refused).code, model::RejectionCode::guard_refused);
  EXPECT_FALSE(rejected(refused).sentence.zh_cn.empty());
  resolve();
}

TEST_F(OpinionBasic, gives_a_dispute_to_the_studio_whose_members_answer) {
  id_ =
      accepted(life_.write(test::open_case(
                   "clerk-li",
                   R"({"kind":"dispute","title":"地界","content":"两家争地界","area":"zhaozhuang","anonymous":true})")))
          .subject->id;
  const auto& referred = accepted(does("clerk-li", "refer"));
  EXPECT_EQ(referred.subject->assignment->unit.str(), "studio");
  EXPECT_EQ(rejected(does("deputy-wang", "resolve", R"({"reply":"x","result":"solved"})")).code,
            model::RejectionCode::guard_refused);
  EXPECT_EQ(accepted(does("mediator-chen", "resolve", R"({"reply":"已调解","result":"solved"})")).subject->state,
            "resolved");
}

TEST_F(OpinionBasic, refuses_without_changing_anything) {
  const auto before = *life_.reader().find(id_);
  const auto tail = life_.writer().tail();
  EXPECT_EQ(rejected(does("deputy-wang", "assign", R"({"assignee":"deputy-wang"})")).code,
            model::RejectionCode::forbidden);
  EXPECT_EQ(rejected(does("clerk-li", "close")).code, model::RejectionCode::wrong_state);
  EXPECT_EQ(rejected(does("clerk-li", "dance")).code, model::RejectionCode::unknown_action);
  EXPECT_EQ(rejected(does("clerk-li", "assign", R"({"assignee":"nobody"})")).code, model::RejectionCode::unknown_user);
  EXPECT_EQ(rejected(does("clerk-li", "assign", R"({"assignee":"mediator-chen"})")).code,
            model::RejectionCode::unknown_user);
  EXPECT_EQ(rejected(does("clerk-li", "assign", R"({"who":"deputy-wang"})")).code, model::RejectionCode::invalid_input);
  EXPECT_EQ(life_.writer().tail(), tail);
  EXPECT_EQ(*life_.reader().find(id_), before);
}

TEST_F(OpinionBasic, says_what_is_possible_instead) {
  const auto state = rejected(does("clerk-li", "close")).sentence;
  EXPECT_TRUE(state.zh_cn.contains("您现在可以：") && state.zh_cn.contains("（assign）")) << state.zh_cn;
  EXPECT_FALSE(state.en.contains("(resolve)")) << "not of the clerk's role: " << state.en;
  const auto user = rejected(does("clerk-li", "assign", R"({"assignee":"nobody"})")).sentence;
  EXPECT_TRUE(user.en.contains("deputy-03, deputy-04")) << user.en;
  EXPECT_FALSE(user.en.contains("mediator-chen")) << user.en;
}

TEST_F(OpinionBasic, keeps_personal_values_out_of_the_event) {
  const auto& opened = accepted(life_.write(test::open_case()));
  for (const auto* canary : {"路灯不亮", "村口路灯坏了", "张三", "100-0000-0001"})
    EXPECT_EQ(opened.data.find(canary), std::string::npos) << canary;
  const auto personal = life_.reader().personal(opened.subject->org, opened.subject->id);
  ASSERT_TRUE(personal);
  EXPECT_EQ(personal->at({1, "/contact"}), test::json_value("\"100-0000-0001\""));
  EXPECT_EQ(*personal, *opened.personal);
}

TEST_F(OpinionBasic, is_refused_when_the_caller_saw_an_older_version) {
  auto command = test::act(id_, "assign", "clerk-li", R"({"assignee":"deputy-wang"})");
  std::get<model::ActOnCase>(command.intent).expected = {model::Sequence{9}};
  EXPECT_EQ(rejected(life_.write(std::move(command))).code, model::RejectionCode::stale_version);
}

}  // namespace
}  // namespace docket

// A policy chooses among the people of a role, passes over who cannot, takes turns that survive a crash, and says why.
#include <map>

#include "tests/unit/engine/small_town.hpp"

namespace docket {
namespace {

using test::accepted;
using test::rejected;

class Policy : public test::SmallTown {
 protected:
  std::string gives(const std::string& area = "hewan", const std::string& action = "give") {
    const auto id = accepted(opens("clerk", R"({"title":"路灯","area":")" + area + "\"}")).subject->id;
    return accepted(does(id, "clerk", action)).subject->assignment->user.str();
  }
  void change(const std::string& id, const std::function<void(model::User&)>& make) {
    auto directory = *directory_;
    make(directory.users.at(model::UserId(id)));
    directory_ = std::make_shared<const model::Directory>(std::move(directory));
    crash();
  }
};

TEST_F(Policy, narrows_by_village_and_shares_evenly) {
  std::map<std::string, int> got;
  for (int i = 0; i < 6; ++i) ++got[gives()];
  EXPECT_EQ(got, (std::map<std::string, int>{{"deputy-a", 3}, {"deputy-b", 3}}));
}

TEST_F(Policy, a_step_that_would_leave_nobody_is_left_out) {
  std::map<std::string, int> got;
  for (int i = 0; i < 3; ++i) ++got[gives("maqiao")];
  EXPECT_EQ(got.size(), 3U);
}

TEST_F(Policy, says_in_a_sentence_who_was_chosen_and_why) {
  const auto id = opened();
  const auto given = accepted(does(id, "clerk", "give"));
  EXPECT_EQ(given.subject->assignment->why, "策略“轮流”：可选3人（请假0、已满0、回避0），按所在村留2人，选定deputy-a。")
      << given.subject->assignment->why;
}

TEST_F(Policy, passes_over_whoever_is_away_full_or_recused) {
  change("deputy-a", [](auto& user) {
    user.absences = {{std::chrono::sys_days(std::chrono::year(2026) / 1 / 1),
                      std::chrono::sys_days(std::chrono::year(2027) / 12 / 31)}};
  });
  EXPECT_EQ(gives(), "deputy-b");
  change("deputy-b", [](auto& user) { user.capacity = 2; });
  EXPECT_EQ(gives(), "deputy-b");
  EXPECT_EQ(gives(), "deputy-c") << "deputy-b has two open cases";
}

TEST_F(Policy, gives_a_recused_case_to_somebody_else) {
  const auto id = opened();
  const auto first = accepted(does(id, "clerk", "give")).subject->assignment->user.str();
  accepted(does(id, first, "step_back"));
  const auto second = accepted(does(id, "clerk", "give")).subject->assignment->user.str();
  EXPECT_NE(second, first);
}

TEST_F(Policy, refuses_when_nobody_is_left) {
  for (const auto* id : {"deputy-a", "deputy-b", "deputy-c"}) change(id, [](auto& user) { user.capacity = 0; });
  const auto id = opened();
  const auto tail = life().writer().tail();
  const auto refused = rejected(does(id, "clerk", "give"));
  EXPECT_EQ(refused.code, model::RejectionCode::nobody_to_assign);
  EXPECT_TRUE(refused.sentence.zh_cn.contains("在办已满3人")) << refused.sentence.zh_cn;
  EXPECT_EQ(life().writer().tail(), tail);
}

TEST_F(Policy, a_person_who_is_named_must_be_there) {
  change("deputy-a", [](auto& user) { user.capacity = 0; });
  EXPECT_EQ(rejected(does(opened(), "clerk", "give", R"({"to":"deputy-a"})")).guard, "free");
  const auto named = accepted(does(opened(), "clerk", "give", R"({"to":"deputy-b"})"));
  EXPECT_EQ(named.subject->assignment->why, "由clerk指定。");
}

TEST_F(Policy, turns_go_on_after_a_crash_where_they_were) {
  std::vector<std::string> got;
  for (int i = 0; i < 9; ++i) {
    got.push_back(gives("hewan", "turn"));
    crash();
  }
  EXPECT_EQ(got, (std::vector<std::string>{"deputy-a", "deputy-b", "deputy-c", "deputy-a", "deputy-b", "deputy-c",
                                           "deputy-a", "deputy-b", "deputy-c"}));
}

TEST_F(Policy, a_weight_of_two_gets_two_turns_in_three) {
  change("deputy-b", [](auto& user) { user.weight = 2; });
  std::map<std::string, int> got;
  for (int i = 0; i < 8; ++i) ++got[gives("hewan", "turn")];
  EXPECT_EQ(got, (std::map<std::string, int>{{"deputy-a", 2}, {"deputy-b", 4}, {"deputy-c", 2}}));
}

TEST_F(Policy, two_of_one_batch_get_different_people) {
  const auto first = opened();
  const auto second = opened();
  std::vector<model::Command> commands(2);
  for (std::size_t i = 0; i < 2; ++i) {
    commands[i].actor = person("clerk");
    commands[i].intent = model::ActOnCase{i == 0 ? first : second, "give", workflows::Value::object(), {}};
  }
  const auto outcomes = life().write(commands);
  EXPECT_NE(accepted(outcomes[0]).subject->assignment->user, accepted(outcomes[1]).subject->assignment->user);
}

}  // namespace
}  // namespace docket

// Every action of the large machines, from every state it leaves, by every role that may, and by one that may not;
// every guard where it refuses, with its sentence. (Where it passes is in the same walk: the action was done.)
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/index/verify.hpp"
#include "tests/support/machine_town.hpp"

namespace docket::test {
namespace {

using nlohmann::json;
using workflows::Action;
using workflows::Definition;

std::vector<std::string> states_left(const Definition& definition, const Action& action) {
  std::vector<std::string> states(action.from.states.begin(), action.from.states.end());
  for (const auto& state : definition.states) {
    const bool open = action.from.open && state.clock != workflows::ClockMode::stop;
    if ((action.from.any || open) && std::ranges::find(states, state.id) == states.end()) states.push_back(state.id);
  }
  return states;
}

class Machine : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override { ASSERT_TRUE(town.definition().id == GetParam()); }
  void TearDown() override {
    const auto verified = index::verify(town.store(), [](std::uint64_t) {});
    ASSERT_TRUE(verified);
    EXPECT_TRUE(verified->findings.empty()) << verified->findings.front();
  }

  // Whoever acts in a role: the case is theirs, where a role may have one.
  std::string in_role(const std::string& role) {
    const auto& assignees = town.table().at("assignees");
    town.assign_to(assignees.contains(role) ? assignees.at(role) : town.table().at("assignee"));
    return role;
  }

  void is_done(const Action& action, const std::string& state, const std::string& role) {
    SCOPED_TRACE(action.id + " from " + state + " by " + role);
    const auto who = in_role(role);
    const auto id = town.ready_for(action.id, state);
    ASSERT_EQ(town.now(id).state, state);
    const auto sequence = town.now(id).sequence.value;
    const auto outcome = town.act(id, action.id, who);
    if (const auto* no = std::get_if<model::Rejection>(&outcome)) FAIL() << no->sentence.zh_cn;
    const auto after = town.now(id);
    EXPECT_GT(after.sequence.value, sequence);
    if (action.to.kind == workflows::TargetKind::state) EXPECT_EQ(after.state, action.to.state);
    if (action.to.kind == workflows::TargetKind::same) EXPECT_EQ(after.state, state);
    if (action.to.kind == workflows::TargetKind::previous)
      EXPECT_EQ(after.state, town.table().at("other").get<std::string>());
  }

  MachineTown town{GetParam()};
};

bool may(const Action& action, const char* role) { return std::ranges::find(action.roles, role) != action.roles.end(); }

// Somebody who sees the case and holds none of the action's roles.
std::string without_a_role(const Action& action) {
  for (const auto* role : {"auditor", "supervisor", "clerk"})
    if (!may(action, role)) return role;
  return "admin";
}

TEST_P(Machine, does_every_action_from_every_state_by_every_role_that_may) {
  for (const auto& action : town.definition().actions) {
    if (action.pending) continue;
    for (const auto& state : states_left(town.definition(), action))
      for (const auto& role : action.roles) is_done(action, state, role);
  }
}

TEST_P(Machine, opens_by_every_role_that_may) {
  std::size_t openings = 0;
  for (const auto& action : town.definition().actions) {
    if (!action.from.nothing) continue;
    for (const auto& role : action.roles) {
      SCOPED_TRACE(action.id + " by " + role);
      EXPECT_EQ(accepted(town.open(action.id, role)).subject->state, action.to.state);
      ++openings;
    }
    EXPECT_EQ(rejected(town.open(action.id, "auditor")).code, model::RejectionCode::forbidden);
  }
  EXPECT_GE(openings, 3u);
}

TEST_P(Machine, refuses_every_action_to_whoever_may_not) {
  for (const auto& state : town.definition().states) {
    const auto id = town.reach(state.id);
    const auto before = town.now(id).sequence.value;
    for (const auto& action : town.definition().actions) {
      const auto states = states_left(town.definition(), action);
      if (std::ranges::find(states, state.id) == states.end()) continue;
      SCOPED_TRACE(action.id + " from " + state.id);
      EXPECT_EQ(rejected(town.act(id, action.id, without_a_role(action))).code, model::RejectionCode::forbidden);
    }
    EXPECT_EQ(town.now(id).sequence.value, before);
  }
}

TEST_P(Machine, refuses_every_action_from_every_other_state) {
  for (const auto& state : town.definition().states) {
    const auto id = town.reach(state.id);
    const auto before = town.now(id).sequence.value;
    for (const auto& action : town.definition().actions) {
      const auto states = states_left(town.definition(), action);
      if (std::ranges::find(states, state.id) != states.end()) continue;
      SCOPED_TRACE(action.id + " from " + state.id);
      EXPECT_EQ(rejected(town.act(id, action.id, action.roles.front())).code, model::RejectionCode::wrong_state);
    }
    EXPECT_EQ(town.now(id).sequence.value, before);
  }
}

// What waits for later, by name.
TEST_P(Machine, says_what_waits_for_time_limits) {
  std::set<std::string> pending;
  for (const auto& action : town.definition().actions) {
    if (!action.pending) continue;
    pending.insert(action.id);
    for (const auto& role : action.roles) {
      const auto who = in_role(role);
      const auto id = town.reach(states_left(town.definition(), action).front());
      const auto before = town.now(id).sequence.value;
      const auto refusal = rejected(town.act(id, action.id, who));
      EXPECT_EQ(refusal.code, model::RejectionCode::not_yet) << action.id;
      EXPECT_EQ(refusal.sentence.zh_cn, action.pending->zh_cn);
      EXPECT_EQ(town.now(id).sequence.value, before);
    }
  }
  EXPECT_EQ(pending, (std::set<std::string>{"decide_extension", "issue_card", "request_extension", "revoke_card"}));
}

TEST_P(Machine, refuses_by_each_guard_with_its_sentence) {
  const auto& cases = town.table().at("guards");
  for (const auto& [guard, how] : cases.items()) {
    SCOPED_TRACE(guard);
    in_role("");
    const std::string action = how.at("action");
    const auto changes = how.value("input", json::object());
    const auto* known = town.definition().action(action);
    ASSERT_NE(known, nullptr);
    ASSERT_NE(std::ranges::find(known->guards, guard), known->guards.end());
    const auto who = how.value("as", known->roles.front());
    model::Rejection refusal;
    std::string sentence = town.definition().guards.at(guard).otherwise.zh_cn;
    if (how.contains("beside"))  // which other case it is, is told
      sentence += "正在办理的是：" + town.now(town.walk(how.at("beside"))).number + "。";
    if (how.contains("state") || how.contains("steps")) {
      const auto id = how.contains("state") ? town.reach(how.at("state")) : town.walk(how.at("steps"));
      town.clock().advance(std::chrono::days(how.value("days", 0)));
      const auto before = town.now(id).sequence.value;
      refusal = rejected(town.act(id, action, who, changes));
      EXPECT_EQ(town.now(id).sequence.value, before);
    } else {
      refusal = rejected(town.open(action, who, changes));
    }
    EXPECT_EQ(refusal.code, model::RejectionCode::guard_refused);
    EXPECT_EQ(refusal.guard, guard);
    EXPECT_EQ(refusal.sentence.zh_cn, sentence);
  }
  // Every guard is there, but for those whose refusal waits for what is not built.
  std::set<std::string> missing;
  for (const auto& [id, guard] : town.definition().guards)
    if (!cases.contains(id)) missing.insert(id);
  const auto waits = std::string(GetParam()) == "voter-opinion" ? std::set<std::string>{"not_finalized_matter"}
                                                                : std::set<std::string>{"actor_not_assignee"};
  EXPECT_EQ(missing, waits);
}

INSTANTIATE_TEST_SUITE_P(Of, Machine, testing::Values("voter-opinion", "dispute"), [](const auto& info) {
  std::string name = info.param;
  std::ranges::replace(name, '-', '_');
  return name;
});

}  // namespace
}  // namespace docket::test

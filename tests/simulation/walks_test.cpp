// Random walks over the large machines: thousands of cases, each by actions drawn at random, by whoever may. Wherever
// they end there is a way on to the archive, and the store is what the log says.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <set>

#include "engine/index/verify.hpp"
#include "tests/support/machine_town.hpp"

namespace docket::test {
namespace {

using workflows::Action;
using workflows::Definition;

constexpr int walks = 1'000;  // of each machine
constexpr int steps_max = 12;
constexpr int steps_home = 40;  // to the archive, refused ones not counted

bool leaves(const Definition& definition, const Action& action, const std::string& state) {
  if (std::ranges::find(action.from.states, state) != action.from.states.end() || action.from.any) return true;
  return action.from.open && definition.state(state)->clock != workflows::ClockMode::stop;
}

// Steps from each state to a final one, guards aside.
std::map<std::string, int> distances(const Definition& definition) {
  std::map<std::string, int> far;
  std::deque<std::string> next;
  for (const auto& state : definition.states) {
    if (state.kind != workflows::StateKind::final) continue;
    far[state.id] = 0;
    next.push_back(state.id);
  }
  while (!next.empty()) {
    const auto to = next.front();
    next.pop_front();
    for (const auto& action : definition.actions) {
      if (action.to.kind != workflows::TargetKind::state || action.to.state != to) continue;
      for (const auto& state : definition.states)
        if (leaves(definition, action, state.id) && far.try_emplace(state.id, far[to] + 1).second)
          next.push_back(state.id);
    }
  }
  return far;
}

class Walks : public testing::TestWithParam<const char*> {
 protected:
  std::size_t pick(std::size_t of) { return random.next() % of; }

  bool tries(const model::CaseId& id, const Action& action) {
    const auto first = pick(action.roles.size());
    for (std::size_t tried = 0; tried < action.roles.size(); ++tried) {
      const auto outcome = town.act(id, action.id, action.roles[(first + tried) % action.roles.size()]);
      EXPECT_FALSE(std::holds_alternative<Error>(outcome));
      if (!std::holds_alternative<model::Accepted>(outcome)) continue;
      seen.insert(town.now(id).state);
      return true;
    }
    return false;
  }

  bool has_ended(const std::string& state) {
    const auto kind = town.definition().state(state)->kind;
    return kind == workflows::StateKind::outcome || kind == workflows::StateKind::final;
  }

  // Erasure and a level that hides the case would end a walk for reasons of their own; other tests are theirs.
  std::vector<const Action*> ways_from(const std::string& state) {
    std::vector<const Action*> ways;
    for (const auto& action : town.definition().actions)
      if (leaves(town.definition(), action, state) && !action.pending && action.id != "redact" &&
          action.id != "set_confidential")
        ways.push_back(&action);
    return ways;
  }

  void prepare(const model::CaseId& id, const Action& action) {
    if (town.table().at("before").contains(action.id)) town.prepare(id, action.id);
  }

  model::CaseId wander() {
    const auto& states = town.definition().states;
    const auto id = town.reach(states[pick(states.size())].id);
    for (int step = 0; step < steps_max; ++step) {
      const auto ways = ways_from(town.now(id).state);
      const auto& action = *ways[pick(ways.size())];
      // Most walks go far before they end.
      const bool ends = action.to.kind == workflows::TargetKind::state && has_ended(action.to.state);
      if (ends && pick(8) != 0) continue;
      if (pick(2) == 0) prepare(id, action);
      tries(id, action);
      if (pick(60) == 0) town.clock().advance(std::chrono::hours(9));
    }
    return id;
  }

  // Nearer to the end first, then anything that moves; what a guard refuses is tried again after other steps.
  bool goes_home(const model::CaseId& id, const std::map<std::string, int>& far) {
    for (int step = 0; step < steps_home; ++step) {
      const auto state = town.now(id).state;
      if (far.at(state) == 0) return true;
      auto ways = ways_from(state);
      std::ranges::sort(ways, {}, [&](const Action* way) {
        return way->to.kind == workflows::TargetKind::state ? far.at(way->to.state) : 100;
      });
      if (step % 5 == 4) std::ranges::rotate(ways, ways.begin() + static_cast<std::ptrdiff_t>(pick(ways.size())));
      for (const auto* way : ways) {
        prepare(id, *way);
        if (tries(id, *way)) break;
      }
    }
    return false;
  }

  MachineTown town{GetParam()};
  SeededRandom random{20260301};
  std::set<std::string> seen;
};

TEST_P(Walks, leave_no_case_without_a_way_to_the_archive) {
  using namespace std::chrono;
  town.clock().set(sys_days(2024y / 1 / 3) + hours(2));
  const auto far = distances(town.definition());
  for (int walk = 0; walk < walks; ++walk) {
    const auto id = wander();
    ASSERT_TRUE(goes_home(id, far)) << "walk " << walk << " is stuck in " << town.now(id).state;
  }
  const auto verified = index::verify(town.store(), [](std::uint64_t) {});
  ASSERT_TRUE(verified);
  EXPECT_TRUE(verified->findings.empty()) << verified->findings.front();
  EXPECT_GE(verified->cases, static_cast<std::uint64_t>(walks));
  EXPECT_EQ(seen.size(), town.definition().states.size())
      << "some states were never walked into: only " << testing::PrintToString(seen);
}

INSTANTIATE_TEST_SUITE_P(Of, Walks, testing::Values("voter-opinion", "dispute"), [](const auto& info) {
  std::string name = info.param;
  std::ranges::replace(name, '-', '_');
  return name;
});

}  // namespace
}  // namespace docket::test

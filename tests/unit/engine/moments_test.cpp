// Moments that hooks wait for, on a clock that the test holds.
#include <gmock/gmock.h>

#include "adapters/memory/store.hpp"
#include "engine/journal/keys.hpp"
#include "engine/timers/timers.hpp"
#include "tests/unit/engine/writing_test.hpp"

namespace docket::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

class Now final : public Gate {
 public:
  explicit Now(Life& life) : life_(life) {}
  void submit(model::Command command, Done done) override { done(life_.write(std::move(command))); }

 private:
  Life& life_;
};

class Moments : public WritingTest {
 protected:
  Moments() : WritingTest(7) {}

  model::HookId watch(model::Watch watch) {
    model::Command command;
    command.actor = actor("supervisor-sun");
    model::CreateHook intent;
    intent.hook.id = model::HookId("hook_" + std::to_string(++hooks_));
    intent.hook.watch = std::move(watch);
    command.intent = intent;
    accepted(life_.write(std::move(command)));
    return intent.hook.id;
  }

  model::Outcome ask(model::Intent intent) {
    model::Command command;
    command.actor = actor("supervisor-sun");
    command.intent = std::move(intent);
    return life_.write(std::move(command));
  }

  // What came due, told by the name of its event.
  std::vector<std::string> pass(std::chrono::milliseconds time) {
    clock_.advance(time);
    const auto before = life_.writer().tail();
    while (*timers_.look() > 0) {
    }
    std::vector<std::string> names;
    for (const auto& record : *life_.reader().events({0, before}, 100)) names.push_back(record.event.name);
    return names;
  }

  model::CaseId open() { return accepted(life_.write(open_case())).subject->id; }
  void do_to(const model::CaseId& id, const std::string& action, const std::string& user, const std::string& input) {
    accepted(life_.write(act(id, action, user, input)));
  }
  void assign(const model::CaseId& id) { do_to(id, "assign", "clerk-li", R"({"assignee":"deputy-wang"})"); }
  std::size_t timers() {
    return store_.scan(journal::Family::timers, {"", std::string(9, '\xFF'), 100, false})->size();
  }

  int hooks_ = 0;
  Now gate_{life_};
  timers::Timers timers_{store_, gate_, clock_};
  const std::vector<std::string> aged_{"queue_aged"};
  const std::vector<std::string> none_;
};

TEST_F(Moments, come_when_the_oldest_has_waited_so_long_and_once) {
  watch({.queue = "unassigned", .age = days(4)});
  const auto first = open();
  EXPECT_EQ(pass(days(4) - 1ms), none_);
  open();
  EXPECT_EQ(pass(1ms), aged_);
  EXPECT_EQ(pass(days(9)), none_) << "the oldest has waited so long all the time";
  assign(first);
  EXPECT_EQ(pass(days(9)), none_) << "so has the next";
}

TEST_F(Moments, wait_for_whoever_is_oldest_then) {
  watch({.queue = "unassigned", .age = days(4)});
  const auto first = open();
  clock_.advance(days(2));
  const auto second = open();
  EXPECT_EQ(pass(days(2)), aged_);
  assign(first);
  EXPECT_EQ(pass(days(2) - 1ms), none_);
  EXPECT_EQ(pass(1ms), aged_);
  assign(second);
  EXPECT_EQ(timers(), 0U) << "nobody waits";
}

TEST_F(Moments, do_not_come_for_whoever_left_in_time) {
  watch({.queue = "unassigned", .age = days(4)});
  const auto first = open();
  clock_.advance(days(2));
  open();
  assign(first);
  EXPECT_EQ(pass(days(2)), none_) << "the first would have waited so long";
  EXPECT_EQ(pass(days(2) - 1ms), none_);
  EXPECT_EQ(pass(1ms), aged_);
}

TEST_F(Moments, begin_anew_when_the_oldest_begins_to_wait_anew_where_it_stands) {
  watch({.queue = "deputies", .age = days(4)});
  const auto id = open();
  assign(id);
  EXPECT_EQ(pass(days(4)), aged_);
  do_to(id, "resolve", "deputy-wang", R"({"reply":"已办。","result":"solved"})");
  EXPECT_EQ(pass(days(4) - 1ms), none_);
  EXPECT_EQ(pass(1ms), aged_);
}

TEST_F(Moments, of_a_digest_come_once_a_day_and_once_after_days_without) {
  watch({.queue = "unassigned", .digest = 8h + 30min});
  clock_.set(std::chrono::sys_days(std::chrono::year(2026) / 9 / 2) + 0h + 29min + 59s);  // 08:29:59 in Beijing
  pass(0ms);
  const std::vector<std::string> digest{"queue_digest"};
  EXPECT_EQ(pass(999ms), none_);
  EXPECT_EQ(pass(1ms), digest);
  EXPECT_EQ(pass(days(1) - 1ms), none_);
  EXPECT_EQ(pass(1ms), digest);
  EXPECT_EQ(pass(days(5)), digest);
  EXPECT_EQ(pass(1h), none_);
}

TEST_F(Moments, of_a_township_that_left_do_not_come_and_come_again_when_it_is_back) {
  accepted(life_.write(import_of(*with_county())));
  model::Command command;
  command.actor.user = model::UserId("boss");
  command.actor.roles = {"supervisor"};
  command.actor.org = model::OrgId("county");
  model::CreateHook intent;
  intent.hook.id = model::HookId("hook_county");
  intent.hook.watch = {.queue = "unassigned", .org = model::OrgId("hewan"), .age = days(4), .digest = 8h};
  command.intent = intent;
  accepted(life_.write(command));
  open();
  pass(days(1));
  accepted(life_.write(import_of(*with_county(false))));
  EXPECT_EQ(pass(days(9)), none_);
  accepted(life_.write(import_of(*with_county())));
  const auto told = pass(days(1));
  EXPECT_THAT(told, testing::UnorderedElementsAre("queue_aged", "queue_digest"));
}

TEST_F(Moments, of_a_hook_that_is_paused_or_gone_do_not_come) {
  const auto hook = watch({.queue = "unassigned", .age = days(4), .digest = 8h});
  open();
  model::ChangeHook pause;
  pause.hook = hook;
  pause.paused = true;
  accepted(ask(pause));
  EXPECT_EQ(timers(), 0U);
  pause.paused = false;
  accepted(ask(pause));
  EXPECT_EQ(timers(), 2U);
  accepted(ask(model::DeleteHook{hook}));
  EXPECT_EQ(timers(), 0U);
  EXPECT_EQ(pass(days(9)), none_);
}

TEST_F(Moments, of_whatever_is_gone_are_taken_away_and_asked_no_more) {
  const auto key = journal::keys::timer(clock_.now(), model::HookMoment::age, model::HookId("hook_none"));
  ASSERT_TRUE(store_.append({life_.writer().tail(), {{journal::Family::timers, key, "hewan"}}}));
  EXPECT_EQ(pass(1ms), none_);
  EXPECT_EQ(timers(), 0U);
}

TEST_F(Moments, retire_the_secret_before_after_a_day) {
  const auto hook = watch({.queue = "unassigned", .moves = true});
  accepted(ask(model::RotateHook{hook, "whsec_new"}));
  EXPECT_EQ(pass(days(1) - 1ms), none_);
  EXPECT_EQ(pass(1ms), std::vector<std::string>{"hook_secret_retired"});
}

}  // namespace
}  // namespace docket::test

// The engine with its thread: refuses at once when full, answers everything it took when it stops, refuses
// data of another format.
#include "engine/engine.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>

#include "adapters/memory/store.hpp"
#include "engine/base/bytes.hpp"
#include "engine/journal/keys.hpp"
#include "tests/support/forwarding_store.hpp"
#include "tests/support/township.hpp"

namespace docket {
namespace {

// A disk that waits until told to go on.
class SlowStore final : public test::ForwardingStore {
 public:
  SlowStore() : ForwardingStore(std::make_unique<memory::Store>()) {}

  Result<void> append(const journal::Commit& commit) override {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
    return ForwardingStore::append(commit);
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void close() {
    const std::lock_guard lock(mutex_);
    open_ = false;
    waiting_ = 0;
  }
  void wait_for_a_commit() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_ > 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = true;
  int waiting_ = 0;
};

class RunningEngine : public testing::Test {
 protected:
  std::unique_ptr<Engine> open(const EngineOptions& options = {}) {
    auto engine = Engine::open(
        store_, clock_, random_, metrics_,
        {test::shipped_catalog(), test::shipped_calendar(), test::orgs_of(test::demo_directory()), test::master_key()},
        options);
    EXPECT_TRUE(engine);
    return std::move(*engine);
  }
  static std::future<model::Outcome> submit(Engine& engine) {
    auto promise = std::make_shared<std::promise<model::Outcome>>();
    auto answer = promise->get_future();
    engine.submit(test::open_case(), [promise](model::Outcome outcome) { promise->set_value(std::move(outcome)); });
    return answer;
  }
  // One command whose commit waits until `count` more are in the mailbox; then the disk goes on.
  std::vector<std::future<model::Outcome>> submit_during_a_commit(Engine& engine, int count) {
    store_.close();
    std::vector<std::future<model::Outcome>> answers;
    answers.push_back(submit(engine));
    store_.wait_for_a_commit();
    for (int i = 0; i < count; ++i) answers.push_back(submit(engine));
    store_.open();
    return answers;
  }

  SlowStore store_;
  SystemClock clock_;
  test::SeededRandom random_{5};
  Metrics metrics_;
};

TEST_F(RunningEngine, refuses_at_once_when_its_mailbox_is_full) {
  EngineOptions options;
  options.partition.mailbox_max = 2;
  auto engine = open(options);
  store_.close();
  auto first = submit(*engine);
  store_.wait_for_a_commit();
  auto second = submit(*engine);
  const auto third = submit(*engine).get();
  EXPECT_TRUE(std::get<Error>(third).is(Errc::overloaded));
  store_.open();
  test::accepted(first.get());
  test::accepted(second.get());
}

TEST_F(RunningEngine, gathers_what_arrives_during_a_commit_into_the_next_two) {
  auto engine = open();
  auto answers = submit_during_a_commit(*engine, 30);
  for (auto& answer : answers) test::accepted(answer.get());
  const auto text = metrics_.text();
  EXPECT_TRUE(text.contains("docket_commits_total 2\n") || text.contains("docket_commits_total 3\n")) << text;
}

// Too few to wake the deciding thread for while the disk is busy: the commit's return must think of them.
TEST_F(RunningEngine, answers_the_few_that_came_during_a_commit) {
  auto engine = open();
  auto answers = submit_during_a_commit(*engine, 3);
  for (auto& answer : answers) {
    ASSERT_EQ(answer.wait_for(std::chrono::seconds(10)), std::future_status::ready);
    test::accepted(answer.get());
  }
}

TEST_F(RunningEngine, answers_everything_it_took_when_it_stops) {
  auto engine = open();
  std::vector<std::future<model::Outcome>> answers;
  for (int i = 0; i < 100; ++i) answers.push_back(submit(*engine));
  engine->stop();
  for (auto& answer : answers) test::accepted(answer.get());
  EXPECT_TRUE(std::get<Error>(submit(*engine).get()).is(Errc::stopping));
}

TEST_F(RunningEngine, rings_its_followers_after_each_commit_and_not_before) {
  auto engine = open();
  feed::Bell bell;
  engine->follow(bell);
  store_.close();
  auto answer = submit(*engine);
  store_.wait_for_a_commit();
  EXPECT_EQ(bell.tail(), 0U);
  store_.open();
  test::accepted(answer.get());
  for (int i = 0; bell.tail() < 1; ++i) {
    ASSERT_LT(i, 1000) << "nobody rang";
    bell.wait(0, std::chrono::milliseconds(100));
  }
  engine->stop();
  EXPECT_EQ(bell.tail(), 1U);
}

TEST_F(RunningEngine, refuses_data_of_another_format) {
  std::string format;
  bytes::put_u32(format, 99);
  ASSERT_TRUE(store_.append({0, {{journal::Family::meta, journal::keys::format(), format}}}));
  const auto engine = Engine::open(
      store_, clock_, random_, metrics_,
      {test::shipped_catalog(), test::shipped_calendar(), test::orgs_of(test::demo_directory()), test::master_key()},
      {});
  ASSERT_FALSE(engine);
  EXPECT_TRUE(engine.error().is(Errc::wrong_version));
}

}  // namespace
}  // namespace docket

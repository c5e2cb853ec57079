// The engine without HTTP against bare RocksDB: whole opinion-basic walks through one partition, mailbox and
// threads included, then the very rows it wrote, in the same batches, into a bare database with the same
// families and settings. Prints one JSON object. Each engine commit is copied aside for the replay; the time
// that takes counts against the engine.
#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "adapters/rocksdb/options.hpp"
#include "adapters/rocksdb/store.hpp"
#include "engine/partition/partition.hpp"
#include "tests/benchmark/recording_store.hpp"

namespace docket::benchmark {
namespace {

using std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

struct Arguments {
  std::filesystem::path data;
  std::filesystem::path workflow = "config/workflows/opinion-basic.json";
  int cases = 9600;  // of five transitions each
  int at_once = 64;
};

template <typename T>
T must(Result<T> result) {
  if (result) return std::move(*result);
  fmt::print(stderr, "engine_rate: {}\n", result.error().detail);
  std::exit(1);
}

model::OrgsPtr people() {
  model::Directory directory;
  directory.org = model::OrgId("hewan");
  directory.label = {"河湾乡", "Hewan"};
  directory.short_name = "河湾乡";
  for (const auto& [id, role] : {std::pair("clerk-li", "clerk"), std::pair("deputy-wang", "deputy")}) {
    model::User user;
    user.id = model::UserId(id);
    user.name = id;
    user.roles = {role};
    directory.users.emplace(user.id, user);
  }
  return std::make_shared<const model::Orgs>(
      std::vector<model::DirectoryPtr>{std::make_shared<const model::Directory>(std::move(directory))});
}

workflows::DefinitionPtr definition(const std::filesystem::path& file) {
  auto loaded = workflows::load_definition(file);
  if (loaded) return *loaded;
  for (const auto& found : loaded.error()) {
    fmt::print(stderr, "engine_rate: {} {}: {}\n", found.file, found.problem.pointer, found.problem.sentence.en);
  }
  std::exit(1);
}

struct Step {
  std::string action;
  model::Actor actor;
  workflows::Value input;
};

workflows::Value value(const std::string& text) {
  auto parsed = workflows::parse_untrusted(text);
  if (parsed) return *parsed;
  fmt::print(stderr, "engine_rate: its own input does not parse: {}\n", text);
  std::exit(1);
}

std::vector<Step> steps() {
  model::Actor clerk;
  clerk.user = model::UserId("clerk-li");
  clerk.roles = {"clerk"};
  clerk.org = model::OrgId("hewan");
  model::Actor deputy;
  deputy.user = model::UserId("deputy-wang");
  deputy.roles = {"deputy"};
  deputy.org = model::OrgId("hewan");
  return {
      {"open", clerk,
       value(R"({"kind":"opinion","title":"村口路灯不亮","content":"村口三盏路灯坏了两周，老人夜里出门不安全。",)"
             R"("area":"hewan","category":"power","petitioner":{"name":"张三"},)"
             R"("contact":"13900000000","anonymous":false})")},
      {"assign", clerk, value(R"({"assignee":"deputy-wang"})")},
      {"resolve", deputy, value(R"({"reply":"三盏路灯都已更换并试亮。","result":"solved"})")},
      {"rate", clerk, value(R"({"rating":"satisfied"})")},
      {"close", clerk, value("{}")},
  };
}

// Whole walks through one partition, `at_once` of them at any moment: commands are offered from this thread,
// as a door would, and what is answered on the partition's thread is handed back to it.
class Walks {
 public:
  Walks(partition::Partition& partition, const Arguments& arguments)
      : partition_(partition), left_(arguments.cases), at_once_(arguments.at_once) {}

  Seconds run() {
    const auto begin = steady_clock::now();
    for (int i = 0; i < at_once_ && left_ > 0; ++i) open();
    while (walking_ > 0) {
      for (auto& answer : answers()) go_on(std::move(answer));
    }
    return steady_clock::now() - begin;
  }

 private:
  struct Answer {
    std::size_t step;
    model::Outcome outcome;
  };

  void open() {
    --left_;
    ++walking_;
    offer(0, model::OpenCase{"opinion-basic", steps_[0].action, steps_[0].input});
  }

  void go_on(Answer answer) {
    const auto* moved = std::get_if<model::Accepted>(&answer.outcome);
    if (moved == nullptr) {
      fmt::print(stderr, "engine_rate: {} was not accepted\n", steps_[answer.step].action);
      std::exit(1);
    }
    const auto next = answer.step + 1;
    if (next < steps_.size())
      return offer(next, model::ActOnCase{moved->subject->id, steps_[next].action, steps_[next].input, {}});
    --walking_;
    if (left_ > 0) open();
  }

  void offer(std::size_t step, model::Intent intent) {
    model::Command command{.actor = steps_[step].actor,
                           .intent = std::move(intent),
                           .idempotency = {},
                           .correlation = "engine-rate",
                           .traceparent = {}};
    partition_.offer(std::move(command), [this, step](model::Outcome outcome) {
      const std::scoped_lock lock(mutex_);
      answers_.push_back({step, std::move(outcome)});
      if (answers_.size() == 1) answered_.notify_one();
    });
  }

  std::vector<Answer> answers() {
    std::unique_lock lock(mutex_);
    answered_.wait(lock, [this] { return !answers_.empty(); });
    return std::exchange(answers_, {});
  }

  partition::Partition& partition_;
  std::vector<Step> steps_ = steps();
  int left_;  // cases not yet opened
  int at_once_;
  std::size_t walking_ = 0;
  std::mutex mutex_;
  std::condition_variable answered_;
  std::vector<Answer> answers_;
};

struct Measured {
  std::vector<journal::Commit> commits;
  Seconds seconds;
};

Measured run_engine(const Arguments& arguments) {
  rocks::Options options;
  options.directory = arguments.data / "engine";
  const auto disk = must(rocks::Store::open(options));
  RecordingStore store(*disk);
  SystemRandom random;
  const vault::Vault vault(store, vault::MasterKey(vault::Key::fresh(random)));
  const index::Reader reader(store, std::string(32, 's'), &vault);
  const partition::Definitions definitions(store, workflows::Catalog({definition(arguments.workflow)}));
  Access access(people());
  const workflows::Calendar calendar;
  const workflows::Queues queues;
  SystemClock clock;
  Metrics metrics;
  Hooks hooks;
  const partition::World world{store, reader, vault,   definitions, access, calendar,
                               clock, random, metrics, queues,      hooks};
  partition::Partition partition(must(partition::Writer::open(world, {})), {});
  const auto seconds = Walks(partition, arguments).run();
  partition.stop();
  return {store.commits(), seconds};
}

Seconds run_bare(const Arguments& arguments, const std::vector<journal::Commit>& commits) {
  rocks::Options options;
  options.directory = arguments.data / "bare";
  const auto failure = std::make_shared<rocks::Failure>();
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  auto status = rocksdb::DB::Open(rocks::database_options(options, failure), options.directory.string(),
                                  rocks::families(options), &handles, &opened);
  const std::unique_ptr<rocksdb::DB> db(opened);
  rocksdb::WriteOptions synced;
  synced.sync = true;
  const auto begin = steady_clock::now();
  for (const auto& commit : commits) {
    rocksdb::WriteBatch batch;
    for (const auto& row : commit.rows) {
      auto* handle = handles[static_cast<std::size_t>(row.family)];
      if (status.ok()) status = row.value ? batch.Put(handle, row.key, *row.value) : batch.Delete(handle, row.key);
    }
    if (status.ok()) status = db->Write(synced, &batch);
  }
  const Seconds seconds = steady_clock::now() - begin;
  if (!status.ok()) {
    fmt::print(stderr, "engine_rate: {}\n", status.ToString());
    std::exit(1);
  }
  for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
  return seconds;
}

void report(const Arguments& arguments, const Measured& engine, Seconds bare) {
  std::size_t rows = 0;
  std::size_t bytes = 0;
  for (const auto& commit : engine.commits) {
    rows += commit.rows.size();
    for (const auto& row : commit.rows) bytes += row.key.size() + (row.value ? row.value->size() : 0);
  }
  const auto transitions = static_cast<double>(arguments.cases) * static_cast<double>(steps().size());
  fmt::print(R"({{"transitions":{:.0f},"engine_per_second":{:.0f},"bare_per_second":{:.0f},"ratio":{:.3f},)"
             R"("keys_per_transition":{:.1f},"bytes_per_transition":{:.0f},"transitions_per_commit":{:.1f}}})"
             "\n",
             transitions, transitions / engine.seconds.count(), transitions / bare.count(),
             bare.count() / engine.seconds.count(), static_cast<double>(rows) / transitions,
             static_cast<double>(bytes) / transitions, transitions / static_cast<double>(engine.commits.size()));
}

}  // namespace
}  // namespace docket::benchmark

int main(int count, char** strings) {
  docket::benchmark::Arguments arguments;
  CLI::App app("Measures the engine without HTTP against bare RocksDB", "engine_rate");
  app.add_option("--data", arguments.data, "a fresh directory on the disk to measure")->required();
  app.add_option("--workflow", arguments.workflow)->capture_default_str();
  app.add_option("--cases", arguments.cases, "how many walk from open to close")->capture_default_str();
  app.add_option("--at-once", arguments.at_once, "how many of them at any moment")->capture_default_str();
  CLI11_PARSE(app, count, strings);
  std::filesystem::create_directories(arguments.data);
  const auto engine = docket::benchmark::run_engine(arguments);
  const auto bare = docket::benchmark::run_bare(arguments, engine.commits);
  docket::benchmark::report(arguments, engine, bare);
  return 0;
}

// The only file that knows every adapter: settings in, a running process out. `docket serve`, the first
// `token create` and the tests that need the whole thing use it. Start order: store, engine, followers, door;
// stop order, as the events flow: door, engine, followers, store.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/http/server.hpp"
#include "adapters/kafka/publisher.hpp"
#include "adapters/webhook/deliverer.hpp"
#include "config/settings.hpp"
#include "engine/base/clock.hpp"
#include "engine/base/uuid.hpp"
#include "engine/engine.hpp"
#include "engine/timers/timers.hpp"

namespace docket::tools {

// Why there is nothing to run: the exit code of the command line, and sentences for people.
struct Refusal {
  int exit_code = 1;
  std::vector<std::string> sentences;
};

// Where tests reach in: a broken store around the real one, another file system below it.
struct Hooks {
  std::function<std::unique_ptr<journal::Store>(std::unique_ptr<journal::Store>)> wrap_store;
  rocksdb::Env* env = nullptr;
  bool sync = true;
};

// What the data files that the settings name say.
struct Files {
  workflows::Catalog catalog;
  workflows::Calendar calendar;
  model::OrgsPtr orgs;
  workflows::Queues queues;
  workflows::Ledgers ledgers;
};

// Read and checked; every problem of every file at once.
std::expected<Files, Refusal> load_files(const config::Settings& settings);

// What became of the directory file: what it says otherwise than the store did, and why nothing of it was taken.
struct DirectoryRead {
  std::vector<model::Difference> told;
  std::vector<std::string> problems;
};

class Assembly {
 public:
  static std::expected<std::unique_ptr<Assembly>, Refusal> open(const config::Settings& settings,
                                                                const Hooks& hooks = {});
  ~Assembly();

  void follow();  // starts the followers that the settings ask for
  Result<std::uint16_t> listen();
  void stop();

  // The directory file imported once more: in force for the next command and request, but for what was edited since the
  // last time; or nothing changes.
  DirectoryRead read_directory();
  const DirectoryRead& directory_at_start() const { return at_start_; }

  // The file of a master key that was made for this new directory; nothing when it was there.
  const std::optional<std::filesystem::path>& made_key() const { return made_key_; }

  Engine& engine() { return *engine_; }
  RandomSource& random() { return random_; }

 private:
  explicit Assembly(config::Settings settings) : settings_(std::move(settings)) {}
  std::expected<vault::MasterKey, Refusal> open_key();
  Result<DirectoryRead> import_directory(const model::Orgs& orgs);

  config::Settings settings_;
  std::optional<std::filesystem::path> made_key_;
  DirectoryRead at_start_;
  SystemClock clock_;
  SystemRandom random_;
  Metrics metrics_;
  workflows::Ledgers ledgers_;
  feed::Pulse pulse_;
  std::unique_ptr<journal::Store> store_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<kafka::Publisher> publisher_;  // null: off
  std::unique_ptr<webhook::Deliverer> deliverer_;
  std::unique_ptr<timers::Timers> timers_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace docket::tools

// A server with its engine over the store in memory, on a port of its own, with the shipped definitions and
// the people of the demonstration. The gate between them can be told to fail.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "adapters/http/server.hpp"
#include "adapters/memory/store.hpp"
#include "engine/engine.hpp"
#include "tests/integration/http/client.hpp"

namespace docket::http::test {

// Passes commands on, unless it was told what to answer.
class ScriptedGate final : public Gate {
 public:
  explicit ScriptedGate(Gate& real) : real_(real) {}
  void submit(model::Command command, Done done) override;

  void fail_next(Error error);
  void hold();  // keeps every command back …
  std::size_t held() const;
  void release();  // … until now

 private:
  Gate& real_;
  mutable std::mutex mutex_;
  std::optional<Error> next_;
  bool holding_ = false;
  std::vector<std::pair<model::Command, Done>> held_;
};

struct World {
  explicit World(Options options = {});
  ~World();

  std::string token(const std::string& user);

  // The id of a case that voter-desk has just opened.
  std::string opened();

  SystemClock clock;
  SystemRandom random;
  Metrics metrics;
  memory::Store store;
  workflows::Ledgers ledgers;
  feed::Pulse pulse;
  std::unique_ptr<Engine> engine;
  std::unique_ptr<ScriptedGate> gate;
  std::unique_ptr<Server> server;
  std::uint16_t port = 0;
  std::string clerk;
  std::string voter;
  std::string admin;
};

// An input that opinion-basic accepts.
extern const char* const opinion;

std::string open_body(const std::string& input = opinion);

}  // namespace docket::http::test

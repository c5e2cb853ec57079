// Follows the log and tells web hooks: each has its own place in the log and its own fate, so a dead one delays nobody.
// At least once, in the order of the log, with the same `webhook-id` on every try. Reads the log, writes nothing but
// cursors.
//
// Start after the engine, stop before the store goes. `delivery`: any thread. What it is given outlives
// it.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "adapters/webhook/caller.hpp"
#include "engine/access.hpp"
#include "engine/base/clock.hpp"
#include "engine/feed/pulse.hpp"
#include "engine/index/reader.hpp"

namespace docket::webhook {

struct Options {
  std::vector<std::string> allowed;  // networks that are not public and may be called
  CallLimits limits = {};
};

// What the deliverer needs.
struct Ground {
  journal::Store& store;
  const index::Reader& reader;
  const Access& access;
  const Hooks& hooks;
  std::function<std::optional<HookSecret>(const HookRow&)> secret_of;              // with the master key
  std::function<Result<workflows::DefinitionPtr>(const std::string&)> definition;  // by its hash
  std::function<void(const model::HookId&)> gone;  // its receiver wants nothing any more: it is to be paused
  feed::Pulse& pulse;
  Clock& clock;
  RandomSource& random;
};

// How a hook is: where it stands and what was tried last.
struct Delivery {
  std::uint64_t position = 0;  // everything it wants up to here was told, or given up
  std::uint64_t delivered = 0;
  std::uint64_t given_up = 0;
  std::vector<Attempt> attempts;  // the newest first
};

class Run;

class Deliverer {
 public:
  Deliverer(const Ground& ground, const Options& options, Addresses addresses);
  ~Deliverer();

  void start();
  void stop();
  std::optional<Delivery> delivery(const model::HookId& id) const;

 private:
  friend class Run;
  boost::asio::awaitable<void> supervise();

  Ground ground_;
  Caller caller_;
  std::atomic<bool> stopping_ = false;
  std::shared_ptr<const Hooks::Rows> seen_;             // on the thread
  std::map<model::HookId, std::shared_ptr<Run>> runs_;  // on the thread
  std::size_t calls_ = 0;                               // on their way; on the thread
  mutable std::mutex mutex_;
  std::map<model::HookId, Delivery> deliveries_;
  boost::asio::io_context context_{1};
  std::thread thread_;
};

// As JSON members: position, delivered, given_up, attempts.
std::string delivery_json(const std::optional<Delivery>& delivery);

}  // namespace docket::webhook

// Follows the log and tells web hooks: each has its own place in the log and its own fate, so a dead one delays nobody.
// The newest records are read once for all of them. At least once, in order for each case, with the same `webhook-id`
// on every try. Reads the log, writes nothing but hints of its own.
//
// Start after the engine, stop before the store goes. `delivery`: any thread. What it is given outlives
// it.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "adapters/webhook/caller.hpp"
#include "adapters/webhook/ground.hpp"
#include "adapters/webhook/shelf.hpp"
#include "adapters/webhook/window.hpp"

namespace docket::webhook {

// How a hook is: where it stands and what was tried last.
struct Delivery {
  std::uint64_t position = 0;   // everything it wants up to here was told, or given up
  std::uint64_t delivered = 0;  // since the start of the process, as the next
  std::uint64_t given_up = 0;
  std::uint64_t waiting = 0;      // events that are tried again later
  Timestamp failing_since;        // since when nothing but failures; the epoch: it is well
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
  // What was given up, in the order of the log.
  Result<std::vector<GivenUp>> given_up(const model::HookId& id, std::uint64_t after, std::size_t max) const;
  // How much a replay would tell. Reads the log; at most 100 000 records of it.
  Result<std::uint64_t> count(const HookRow& row, const model::ReplayHook& asked) const;

 private:
  friend class Run;
  boost::asio::awaitable<void> listen();
  Result<bool> hear();
  void look();
  void take_up(const HookRow& row);

  Ground ground_;
  Options options_;
  Caller caller_;
  Window window_;
  std::atomic<bool> stopping_ = false;
  std::shared_ptr<const Hooks::Rows> seen_;             // on the thread
  std::map<model::HookId, std::shared_ptr<Run>> runs_;  // on the thread
  std::size_t calls_ = 0;                               // on their way; on the thread
  mutable std::mutex mutex_;
  std::map<model::HookId, Delivery> deliveries_;
  boost::asio::io_context context_{1};
  boost::asio::steady_timer listening_{context_};
  std::thread thread_;
};

// As JSON members: position, delivered, waiting, given_up, failing_since, attempts.
std::string delivery_json(const std::optional<Delivery>& delivery);
// As a JSON list.
std::string given_up_json(const std::vector<GivenUp>& given_up);

}  // namespace docket::webhook

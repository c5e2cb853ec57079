// The follower that publishes: its own thread asks the machine (publication.hpp) what to do and has it done. Reads the
// log, writes nothing but its cursor, holds at most one transaction's events in memory; no request ever waits for it.
//
// Start after the engine, stop before the store goes: `stop` publishes what is left within `drain_max` when a broker
// answers, and returns soon when none does. status: any thread. `store`, `clock` and `metrics` outlive it.
#pragma once

#include <atomic>
#include <memory>
#include <thread>

#include "adapters/kafka/meters.hpp"
#include "adapters/kafka/options.hpp"
#include "adapters/kafka/publication.hpp"
#include "engine/base/clock.hpp"
#include "engine/base/uuid.hpp"
#include "engine/feed/bell.hpp"
#include "engine/feed/follower.hpp"
#include "engine/feed/log_reader.hpp"

namespace docket::kafka {

class Publisher final : public feed::Follower {
 public:
  static constexpr const char* follower = "kafka";  // the cursor's name

  Publisher(journal::Store& store, Clock& clock, Metrics& metrics, const Options& options);
  ~Publisher() override;

  void start();
  void stop();
  feed::Bell& bell() { return bell_; }
  feed::Status status() const override;

 private:
  using Instant = std::chrono::steady_clock::time_point;

  void run();
  Input wait(const Action& action, const Publication& publication);
  bool may_end(const Publication& publication, Verb next) const;
  void measure(Verb verb, const Input& input, const Batch& batch);
  void tell(const Publication& publication);
  void save(const Publication& publication);

  journal::Store& store_;
  Clock& clock_;
  Meters meters_;
  Options options_;
  feed::LogReader log_;
  feed::Bell bell_;
  std::atomic<Instant> drain_end_{Instant::max()};
  std::thread thread_;

  // On the publisher's thread.
  std::uint64_t saved_ = 0;  // the position that the cursor row holds
  std::uint64_t told_count_ = 0;
  std::uint64_t lost_count_ = 0;
  Instant begun_;
  SystemRandom random_;

  std::atomic<std::shared_ptr<const feed::Status>> status_;
};

}  // namespace docket::kafka

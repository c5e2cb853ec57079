// Drives the real writer through a township's year: the steps of all cases of all orgs in the order of time, each
// decided at its own moment on a clock that is moved by hand. Commits are durable, a batch at a time; a batch is closed
// when it is full or when a step needs the answer to one that waits in it. So the log follows from the seed, the count
// and the window alone, byte for byte; only keys, nonces and what they seal come from the system.
//
// One thread. Nobody else writes to the store meanwhile.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/partition/writer.hpp"
#include "tools/seed/arrivals.hpp"

namespace docket::seed {

class ManualClock final : public Clock {
 public:
  Timestamp now() override { return now_; }
  void set(Timestamp instant) { now_ = instant; }

 private:
  Timestamp now_{};
};

// Ids of new cases: keyed anew for each step that may open one.
class SeededIds final : public RandomSource {
 public:
  std::uint64_t next() override { return stream_.next(); }
  void key(Stream stream) { stream_ = stream; }

 private:
  Stream stream_{0};
};

struct Summary {
  std::uint64_t cases = 0;
  std::uint64_t events = 0;
  std::uint64_t commands = 0;
  std::uint64_t refused = 0;
  std::map<std::string, std::map<std::string, std::int64_t>> states;  // workflow → state → cases in it at the end
  std::map<std::string, std::uint64_t> refusals;                      // "<action>: <sentence>" → how often
};

struct SeedingOptions {
  std::size_t batch_max = 256;  // commands of one commit
};

// Cases that have come in so far, of how many, and the moment they have reached.
using Progress = std::function<void(std::size_t, std::size_t, Timestamp)>;

class Seeding {
 public:
  // `writer` was opened over this clock and these ids.
  Seeding(partition::Writer& writer, ManualClock& clock, SeededIds& ids, const SeedingOptions& options);
  ~Seeding();

  // An org and what comes in there; both may be added several times over, for several orgs.
  void add(std::shared_ptr<const Town> town, Plan plan);
  Result<Summary> run(const Progress& progress);

 private:
  struct Live;
  struct Org;
  struct Due {
    Timestamp at;
    std::uint64_t live = 0;
    auto operator<=>(const Due&) const = default;
  };
  struct Waiting {
    std::uint64_t live = 0;
    std::size_t step = 0;
  };

  Result<void> begin(std::size_t org);
  Result<void> take(const Due& due);
  Result<void> decide(Live& live);
  Result<void> flush();
  Result<void> learn(const Waiting& waiting, model::Outcome outcome);
  void learn_accepted(Live& live, const Step& step, const model::Accepted& accepted);
  void refused(Live& live, const Step& step, const model::Rejection& rejection);
  bool must_wait(const Live& live, const Step& step) const;
  model::Command command(Live& live, const Step& step);
  model::Actor actor(const Live& live, const Step& step, Stream& stream) const;
  std::string mediator_with_room(const Town& town, Stream& stream) const;
  void hold(Live& live, const model::Case& subject);
  void schedule(Live& live);
  void count(const model::Event& event);
  Live& open_live(std::size_t org, Story story, Script script);
  void forget_if_done(Live& live);

  partition::Writer& writer_;
  ManualClock& clock_;
  SeededIds& ids_;
  SeedingOptions options_;
  std::vector<std::unique_ptr<Org>> orgs_;
  std::map<std::uint64_t, std::unique_ptr<Live>> live_;
  std::uint64_t live_count_ = 0;
  std::vector<Due> heap_;
  std::map<model::UserId, std::uint64_t> load_;  // open cases that people answer for
  std::vector<Waiting> waiting_;                 // as the open batch's outcomes
  Summary summary_;
};

}  // namespace docket::seed

// What the deliverer keeps on disk of one hook, beside its position: what waits, what was given up, how its receiver
// has been. Hints all: they survive a kill; a power cut may bring back older ones, and then something is told twice.
// Whatever waits is written before the position passes it, so nothing is lost. Reading: any thread; keeping: one.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapters/webhook/backlog.hpp"
#include "adapters/webhook/telling.hpp"
#include "engine/journal/store.hpp"

namespace docket::webhook {

// A part of the log that is told once more.
struct Replay {
  std::uint64_t at = 0;  // told up to here
  std::uint64_t to = 0;
  friend bool operator==(const Replay&, const Replay&) = default;
};

struct Standing {
  std::uint64_t position = 0;  // everything it wants up to here was told, waits, or was given up
  Timestamp failing_since;     // since when nothing but failures; the epoch: it is well
  Timestamp rests_until;       // the receiver asked for it
  Telling::Reached reached;
  std::optional<Replay> replay;
};

// Told nobody: tried for three days.
struct GivenUp {
  std::uint64_t offset = 0;
  std::string event;  // its `webhook-id`
  std::string case_id;
  int status = 0;
  std::string trouble;
  int tries = 0;
  Timestamp at;
};

class Shelf {
 public:
  Shelf(journal::Store& store, model::HookId hook) : store_(store), hook_(std::move(hook)) {}

  Result<std::optional<Standing>> standing() const;
  Result<void> keep(const Standing& standing);

  Result<std::map<std::string, Parked>> parked() const;
  Result<void> keep(const std::string& key, const Parked* parked);  // null: it waits no more

  static constexpr std::size_t attempts_kept = 50;  // the newest
  Result<void> note(const Attempt& attempt);
  Result<std::vector<Attempt>> attempts() const;  // the newest first

  Result<void> give_up(const GivenUp& one);
  Result<std::vector<GivenUp>> given_up(std::uint64_t after, std::size_t max) const;  // in the order of the log
  Result<void> take_back(std::uint64_t offset);

  // Of hooks that are not there any more nothing stays.
  static Result<void> sweep(journal::Store& store, const Hooks::Rows& hooks);

 private:
  journal::Store& store_;
  model::HookId hook_;
  std::optional<std::size_t> given_up_;  // how many, once counted
};

}  // namespace docket::webhook

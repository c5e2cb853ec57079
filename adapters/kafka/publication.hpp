// Exactly once into a topic, as a machine without I/O: `step(what happened) → what to do next`. The publisher acts,
// the machine decides; its tests are dialogues.
//
//   create → describe → [look] → fence → read_tails → gather → publish → commit → gather → … → listen → watch
//
// Fence before the tails are read: until then an older writer's records may still arrive. Nothing counts as published
// before its commit. Before each commit the offsets that the broker gave are held against where we left the
// partition: lower means that the topic was made anew under us, which raises no error. A failed transaction is
// aborted and the tails are read again; whoever cannot say what became of a transaction starts over. After being
// fenced or refusing a topic the machine looks first, so that a wrong process does not fence the right one.
//
// One thread. Lifetime: one run of the publisher.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "adapters/kafka/lanes.hpp"
#include "adapters/kafka/options.hpp"

namespace docket::kafka {

enum class Verb {
  create,      // a producer → Done
  describe,    // ask for the topic's metadata → Described
  look,        // read the tails without fencing → Tails
  fence,       // init_transactions → Done
  read_tails,  // → Tails
  gather,      // read the log after `position`, at most `batch_max` events → Gathered
  publish,     // begin, produce what was gathered, wait for every report → Delivered
  commit,      // → Done
  abort,       // → Done
  listen,      // until the log grows beyond what was gathered, or for `patience` → Woken
  watch,       // ask where the partitions end → Ends
  rest,        // for about `patience`, with jitter → Done
  destroy,     // the producer → Done
};

struct Action {
  Verb verb = Verb::create;
  std::chrono::milliseconds patience{};
  friend bool operator==(const Action&, const Action&) = default;
};

struct Done {};
struct Described {
  int partition_count = 0;
  std::optional<Failure> unfit;  // the topic is there but cannot be written to now
};
struct Tails {
  std::vector<Tail> tails;
  std::uint64_t journal_tail = 0;
};
struct Gathered {
  std::size_t event_count = 0;  // that some lane lacks
  std::uint64_t through = 0;    // the last position looked at
  bool at_end = false;          // the log had no more
};
struct Receipt {  // per partition of a transaction, once all its events are acknowledged
  int partition = 0;
  std::int64_t first_offset = 0;
  std::int64_t last_offset = 0;
  std::uint64_t last_position = 0;
};
struct Delivered {
  std::vector<Receipt> receipts;
};
struct Woken {
  bool grown = false;
};
struct Ends {
  std::vector<std::int64_t> ends;
};
using Input = std::variant<Done, Described, Tails, Gathered, Delivered, Woken, Ends, Failure>;

class Publication {
 public:
  // `kept`: what the cursor remembers.
  Publication(const Options& options, std::optional<Kept> kept);

  Action begin();
  Action step(const Input& input);

  const std::vector<Lane>& lanes() const { return lanes_; }
  std::uint64_t position() const { return position_of(lanes_); }  // what the cursor may say now
  std::uint64_t front() const { return front_; }                  // gather after here
  std::size_t batch_max() const { return batch_max_; }
  const std::optional<Failure>& trouble() const { return trouble_; }
  // Whether the tails were read and nothing has happened since that asks for reading them again.
  bool knows_the_topic() const;
  std::uint64_t committed_count() const { return committed_count_; }  // events
  std::uint64_t lost_count() const { return lost_count_; }            // partitions found without their end

 private:
  Action act(Verb verb, std::chrono::milliseconds patience = {});
  Action on(const Done&);
  Action on(const Described& topic);
  Action on(const Tails& found);
  Action on(const Gathered& gathered);
  Action on(const Delivered& delivered);
  Action on(const Woken& woken);
  Action on(const Ends& found);
  Action on(const Failure& failure);

  Action committed();
  Action start_over(const Failure& failure);
  Action rest();
  void advance(std::uint64_t through);
  std::optional<Failure> someone_else_wrote(const std::vector<Tail>& tails);

  Options options_;
  std::optional<Kept> kept_;
  Verb verb_ = Verb::create;
  Verb after_rest_ = Verb::create;
  std::vector<Lane> lanes_;
  std::uint64_t front_ = 0;
  std::size_t batch_max_;
  bool fenced_ = false;      // this producer fenced its elders
  bool suspicious_ = false;  // look before fencing
  bool overtaken_ = false;   // somebody fenced us
  Gathered gathered_;
  std::vector<Receipt> receipts_;
  std::optional<Failure> trouble_;
  unsigned failure_count_ = 0;
  unsigned unwatched_count_ = 0;  // transactions since the last watch
  std::uint64_t committed_count_ = 0;
  std::uint64_t lost_count_ = 0;
};

}  // namespace docket::kafka

// Where each partition of the topic stands, and the one decision that makes publication exactly once: from which
// position on a partition lacks its events. Pure. A lane is one topic partition.
//
// The topic is the truth and the cursor a hint, but only together they tell a partition that retention emptied
// (nothing is missing) from one that lost its end (everything since is missing and is published again).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/kafka/failure.hpp"

namespace docket::kafka {

// The last event that a read_committed consumer finds in a partition.
struct LastEvent {
  std::string id;
  std::optional<std::uint64_t> position;  // as the event says; nothing: it says none
  int home = 0;                           // the partition its key belongs to
  std::string journal_id;                 // id of our record at that position; "" when our log holds none there
  friend bool operator==(const LastEvent&, const LastEvent&) = default;
};

struct Tail {
  std::int64_t low = 0;  // first offset that retention left
  std::int64_t end = 0;  // one past the last offset
  std::optional<LastEvent> last;
};

struct Lane {
  std::uint64_t published = 0;  // everything for this partition up to this position is in the topic
  std::uint64_t last = 0;       // position of the last event written to it
  std::int64_t end = 0;         // the topic partition reaches at least here
  friend bool operator==(const Lane&, const Lane&) = default;
};

// What the cursor remembers.
struct Kept {
  std::string topic;
  std::vector<Lane> lanes;
  friend bool operator==(const Kept&, const Kept&) = default;
};

std::string encode_notes(const Kept& kept);
std::optional<Kept> decode_notes(std::string_view bytes);

// Whether the topic's last events are of this log, which ends at `journal_tail`. Nothing: they are.
std::optional<Failure> compare(const std::vector<Tail>& tails, std::uint64_t journal_tail);

// Whether these tails may belong to the topic that the cursor remembers: the number of partitions is the same, or
// it is a new topic, to which nothing was ever published.
bool same_partitions(const Kept& kept, const std::vector<Tail>& tails);

struct Resumption {
  std::vector<Lane> lanes;
  std::size_t lost_count = 0;  // partitions that lost their end
};

// Everything up to here is in the topic: the least of all lanes.
std::uint64_t position_of(const std::vector<Lane>& lanes);

// `kept` of this topic, if the cursor remembers it.
Resumption resume(const std::optional<Kept>& kept, const std::vector<Tail>& tails);

}  // namespace docket::kafka

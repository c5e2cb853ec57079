#include "adapters/kafka/lanes.hpp"

#include <algorithm>

#include "engine/base/bytes.hpp"

namespace docket::kafka {
namespace {

// Whether a partition reaches less far than the cursor remembers.
bool lost_its_end(const Lane& kept, const Tail& tail) {
  if (tail.end < kept.end) return true;
  if (tail.last) return *tail.last->position < kept.last;
  // Nothing to be seen, and retention has taken nothing: what was there is gone.
  return kept.last > 0 && tail.low == 0;
}

// Transactions span partitions, so whatever precedes the newest event of any partition was published as a whole.
std::uint64_t newest(const std::vector<Tail>& tails) {
  std::uint64_t found = 0;
  for (const auto& tail : tails) {
    if (tail.last) found = std::max(found, *tail.last->position);
  }
  return found;
}

}  // namespace

// notes := topic count:varint (published:u64 last:u64 end:u64)*      topic is a string := length:varint bytes
std::string encode_notes(const Kept& kept) {
  std::string out;
  bytes::put_string(out, kept.topic);
  bytes::put_varint(out, kept.lanes.size());
  for (const auto& lane : kept.lanes) {
    bytes::put_u64(out, lane.published);
    bytes::put_u64(out, lane.last);
    bytes::put_u64(out, static_cast<std::uint64_t>(lane.end));
  }
  return out;
}

std::optional<Kept> decode_notes(std::string_view stored) {
  bytes::Reader in(stored);
  Kept kept{in.string(), {}};
  for (auto left = in.varint(); left > 0 && in.ok(); --left) {
    Lane lane;
    lane.published = in.u64();
    lane.last = in.u64();
    lane.end = static_cast<std::int64_t>(in.u64());
    kept.lanes.push_back(lane);
  }
  if (!in.done()) return std::nullopt;
  return kept;
}

std::optional<Failure> compare(const std::vector<Tail>& tails, std::uint64_t journal_tail) {
  for (std::size_t i = 0; i < tails.size(); ++i) {
    const auto& last = tails[i].last;
    if (!last) continue;
    const auto place = "partition " + std::to_string(i) + " ends with event " + last->id;
    if (!last->position) return Failure{Condition::other_history, place + ", which says no position"};
    const auto said = place + " of position " + std::to_string(*last->position);
    if (*last->position > journal_tail) {
      return Failure{Condition::log_rolled_back, said + ", our log ends at " + std::to_string(journal_tail)};
    }
    if (last->journal_id != last->id) {
      return Failure{Condition::other_history, said + ", where our log holds " + last->journal_id};
    }
    if (last->home != static_cast<int>(i)) {
      return Failure{Condition::partitions_changed,
                     place + ", whose case now belongs to partition " + std::to_string(last->home)};
    }
  }
  return std::nullopt;
}

bool same_partitions(const Kept& kept, const std::vector<Tail>& tails) {
  const auto untouched = [](const Tail& tail) { return tail.low == 0 && !tail.last; };
  return kept.lanes.size() == tails.size() || std::ranges::all_of(tails, untouched);
}

std::uint64_t position_of(const std::vector<Lane>& lanes) {
  if (lanes.empty()) return 0;
  return std::ranges::min_element(lanes, {}, &Lane::published)->published;
}

Resumption resume(const std::optional<Kept>& kept, const std::vector<Tail>& tails) {
  Resumption found;
  const bool known = kept && kept->lanes.size() == tails.size();
  const auto before = newest(tails);
  for (std::size_t i = 0; i < tails.size(); ++i) {
    const auto& tail = tails[i];
    const auto seen = tail.last ? *tail.last->position : 0;
    const auto remembered = known ? kept->lanes[i] : Lane{};
    Lane lane{seen, seen, tail.end};
    if (lost_its_end(remembered, tail)) {
      ++found.lost_count;
    } else if (!tail.last && tail.low > 0) {  // emptied by retention
      lane = {std::max(remembered.published, before), remembered.last, tail.end};
    } else {
      lane.published = std::max(remembered.published, seen);
    }
    found.lanes.push_back(lane);
  }
  return found;
}

}  // namespace docket::kafka

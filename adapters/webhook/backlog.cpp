#include "adapters/webhook/backlog.hpp"

#include <algorithm>

#include "engine/base/bytes.hpp"

namespace docket::webhook {
namespace {

constexpr std::size_t cases_max = 256;   // parked of one hook
constexpr std::size_t events_max = 256;  // waiting of one case
constexpr std::size_t down_after = 3;    // cases that fail with no success between them
constexpr int tries_in_place = 2;        // before a case is parked
constexpr std::uint8_t row_format = 1;

}  // namespace

// parked := format:u8 tries:u8 next:u64 (offset:u64)*
std::string encode_parked(const Parked& parked) {
  std::string out;
  bytes::put_u8(out, row_format);
  bytes::put_u8(out, static_cast<std::uint8_t>(parked.tries));
  bytes::put_time(out, parked.next);
  for (const auto offset : parked.offsets) bytes::put_u64(out, offset);
  return out;
}

std::optional<Parked> decode_parked(std::string_view stored) {
  bytes::Reader in(stored);
  if (in.u8() != row_format) return std::nullopt;
  Parked parked;
  parked.tries = in.u8();
  parked.next = in.time();
  while (in.ok() && !in.done()) parked.offsets.push_back(in.u64());
  return in.ok() && !parked.offsets.empty() ? std::optional(std::move(parked)) : std::nullopt;
}

const Parked* Backlog::find(const std::string& key) const {
  const auto found = parked_.find(key);
  return found == parked_.end() ? nullptr : &found->second;
}

bool Backlog::is_open() const {
  if (together_) return parked_.empty();
  return parked_.empty() || (in_a_row_.size() < down_after && parked_.size() < cases_max);
}

bool Backlog::has_room(const std::string& key) const {
  const auto* parked = find(key);
  return parked != nullptr && parked->offsets.size() < events_max;
}

void Backlog::wait_behind(const std::string& key, std::uint64_t offset) {
  auto& waiting = parked_.at(key).offsets;
  const auto place = std::ranges::lower_bound(waiting, offset);
  if (place == waiting.end() || *place != offset) waiting.insert(place, offset);  // read again after a crash
}

std::optional<Backlog::Due> Backlog::due() const {
  const auto first = std::ranges::min_element(parked_, {}, [](const auto& one) { return one.second.next; });
  return first == parked_.end() ? std::nullopt : std::optional(Due{first->first, first->second.next});
}

void Backlog::hurry(Timestamp now) {
  if (const auto first = due()) {
    auto& next = parked_.at(first->key).next;
    next = std::min(next, now);
  }
}

void Backlog::told(const std::string& key, Timestamp now) {
  if (in_a_row_.size() >= down_after)  // it is back: what failed with it may get through too
    for (auto& [other, parked] : parked_) parked.next = std::min(parked.next, now);
  in_a_row_.clear();
  const auto found = parked_.find(key);
  if (found == parked_.end()) return;
  auto& parked = found->second;
  parked.offsets.erase(parked.offsets.begin(), together_ ? parked.offsets.end() : parked.offsets.begin() + 1);
  if (parked.offsets.empty()) return void(parked_.erase(found));
  parked.tries = 0;
  parked.next = now;
}

Backlog::Verdict Backlog::failed(const std::string& key, const std::vector<std::uint64_t>& offsets,
                                 const Attempt& attempt, double chance) {
  const auto wait = wait_after(attempt, schedule_, chance);
  const auto found = parked_.find(key);
  if (found == parked_.end()) {
    if (attempt.number < tries_in_place && wait) return {After::again, *wait};
    in_a_row_.insert(key);
    if (!wait) return {After::given_up, {}, offsets};
    parked_.emplace(key, Parked{offsets, attempt.number, attempt.at + *wait});
    return {After::parked};
  }
  in_a_row_.insert(key);
  auto& parked = found->second;
  if (wait) {
    parked.tries = attempt.number;
    parked.next = attempt.at + *wait;
    return {After::parked};
  }
  Verdict verdict{After::given_up};
  const auto end = together_ ? parked.offsets.end() : parked.offsets.begin() + 1;
  verdict.given_up.assign(parked.offsets.begin(), end);
  parked.offsets.erase(parked.offsets.begin(), end);
  if (parked.offsets.empty()) {
    parked_.erase(found);
  } else {
    parked.tries = 0;
    parked.next = attempt.at;
  }
  return verdict;
}

bool Backlog::again(const std::string& key, std::uint64_t offset, Timestamp now) {
  const auto found = parked_.find(key);
  if (found == parked_.end()) {
    if (parked_.size() >= cases_max) return false;
    parked_.emplace(key, Parked{{offset}, 0, now});
    return true;
  }
  auto& parked = found->second;
  const auto place = std::ranges::lower_bound(parked.offsets, offset);
  if (place != parked.offsets.end() && *place == offset) return true;
  if (parked.offsets.size() >= events_max) return false;
  if (place == parked.offsets.begin()) {
    parked.tries = 0;
    parked.next = std::min(parked.next, now);
  }
  parked.offsets.insert(place, offset);
  return true;
}

}  // namespace docket::webhook

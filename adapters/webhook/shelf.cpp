#include "adapters/webhook/shelf.hpp"

#include <algorithm>

#include "engine/base/bytes.hpp"
#include "engine/feed/cursor.hpp"
#include "engine/journal/keys.hpp"

namespace docket::webhook {
namespace {

namespace keys = journal::keys;
using journal::Family;

constexpr std::size_t given_up_max = 10'000;  // kept of one hook, the newest
constexpr std::size_t step = 1'000;
constexpr std::uint8_t notes_format = 1;

// notes := format:u8 failing_since:u64 rests_until:u64 reached:u64 reached_at:u64 (0 | 1 at:u64 to:u64)
std::string encode_notes(const Standing& standing) {
  std::string out;
  bytes::put_u8(out, notes_format);
  bytes::put_time(out, standing.failing_since);
  bytes::put_time(out, standing.rests_until);
  bytes::put_u64(out, standing.reached.offset);
  bytes::put_time(out, standing.reached.at);
  bytes::put_u8(out, standing.replay ? 1 : 0);
  if (standing.replay) {
    bytes::put_u64(out, standing.replay->at);
    bytes::put_u64(out, standing.replay->to);
  }
  return out;
}

// Notes that do not decode are none.
Standing decode_notes(std::uint64_t position, std::string_view notes) {
  bytes::Reader in(notes);
  Standing standing;
  if (in.u8() == notes_format) {
    standing.failing_since = in.time();
    standing.rests_until = in.time();
    standing.reached.offset = in.u64();
    standing.reached.at = in.time();
    if (in.u8() == 1) {
      Replay replay{in.u64(), 0};
      replay.to = in.u64();
      standing.replay = replay;
    }
  }
  if (!in.done()) standing = {};
  standing.position = position;
  return standing;
}

// given_up := event case status:u64 trouble tries:u64 at:u64        strings with their length
std::string encode_given_up(const GivenUp& one) {
  std::string out;
  bytes::put_string(out, one.event);
  bytes::put_string(out, one.case_id);
  bytes::put_u64(out, static_cast<std::uint64_t>(one.status));
  bytes::put_string(out, one.trouble);
  bytes::put_u64(out, static_cast<std::uint64_t>(one.tries));
  bytes::put_time(out, one.at);
  return out;
}

GivenUp decode_given_up(std::uint64_t offset, std::string_view stored) {
  bytes::Reader in(stored);
  GivenUp one;
  one.offset = offset;
  one.event = in.string();
  one.case_id = in.string();
  one.status = static_cast<int>(in.u64());
  one.trouble = in.string();
  one.tries = static_cast<int>(in.u64());
  one.at = in.time();
  return one;
}

// attempt := serial:u64 offset:u64 event at:u64 number:u64 trigger:u8 status:u64 trouble:u8 took:u64 answer
std::string encode_attempt(const Attempt& attempt) {
  std::string out;
  bytes::put_u64(out, attempt.serial);
  bytes::put_u64(out, attempt.offset);
  bytes::put_string(out, attempt.event);
  bytes::put_time(out, attempt.at);
  bytes::put_u64(out, static_cast<std::uint64_t>(attempt.number));
  bytes::put_u8(out, static_cast<std::uint8_t>(attempt.trigger));
  bytes::put_u64(out, static_cast<std::uint64_t>(attempt.status));
  bytes::put_u8(out, static_cast<std::uint8_t>(attempt.trouble));
  bytes::put_u64(out, static_cast<std::uint64_t>(attempt.took.count()));
  bytes::put_string(out, attempt.answer);
  return out;
}

std::optional<Attempt> decode_attempt(std::string_view stored) {
  bytes::Reader in(stored);
  Attempt attempt;
  attempt.serial = in.u64();
  attempt.offset = in.u64();
  attempt.event = in.string();
  attempt.at = in.time();
  attempt.number = static_cast<int>(in.u64());
  attempt.trigger = static_cast<Trigger>(in.u8());
  attempt.status = static_cast<int>(in.u64());
  attempt.trouble = static_cast<Trouble>(in.u8());
  attempt.took = std::chrono::milliseconds(static_cast<std::int64_t>(in.u64()));
  attempt.answer = in.string();
  return in.done() ? std::optional(std::move(attempt)) : std::nullopt;
}

}  // namespace

Result<void> Shelf::note(const Attempt& attempt) {
  const auto slot = static_cast<std::uint8_t>(attempt.serial % attempts_kept);
  return store_.hint({Family::meta, keys::attempts(hook_, slot), encode_attempt(attempt)});
}

Result<std::vector<Attempt>> Shelf::attempts() const {
  const auto prefix = keys::attempts(hook_);
  const auto rows = store_.scan(Family::meta, {prefix, keys::prefix_end(prefix), attempts_kept, false});
  if (!rows) return std::unexpected(rows.error());
  std::vector<Attempt> attempts;
  for (const auto& row : *rows)
    if (auto one = decode_attempt(row.value)) attempts.push_back(std::move(*one));
  std::ranges::sort(attempts, std::greater(), &Attempt::serial);
  return attempts;
}

Result<std::optional<Standing>> Shelf::standing() const {
  const auto cursor = feed::load_cursor(store_, hook_.str());
  if (!cursor) return std::unexpected(cursor.error());
  if (!*cursor) return std::optional<Standing>();
  return decode_notes((*cursor)->offset, (*cursor)->notes);
}

Result<void> Shelf::keep(const Standing& standing) {
  return feed::save_cursor(store_, hook_.str(), {standing.position, encode_notes(standing)});
}

Result<std::map<std::string, Parked>> Shelf::parked() const {
  const auto prefix = keys::parked(hook_);
  const auto rows = store_.scan(Family::meta, {prefix, keys::prefix_end(prefix), 10'000, false});
  if (!rows) return std::unexpected(rows.error());
  std::map<std::string, Parked> parked;
  for (const auto& row : *rows)
    if (auto one = decode_parked(row.value)) parked.emplace(row.key.substr(prefix.size()), std::move(*one));
  return parked;
}

Result<void> Shelf::keep(const std::string& key, const Parked* parked) {
  const auto value = parked == nullptr ? std::nullopt : std::optional(encode_parked(*parked));
  return store_.hint({Family::meta, keys::parked(hook_, key), value});
}

Result<void> Shelf::give_up(const GivenUp& one) {
  const auto prefix = keys::given_up(hook_);
  if (!given_up_) {
    const auto all = store_.scan(Family::meta, {prefix, keys::prefix_end(prefix), given_up_max, false});
    if (!all) return std::unexpected(all.error());
    given_up_ = all->size();
  }
  if (*given_up_ >= given_up_max) {
    const auto first = store_.scan(Family::meta, {prefix, keys::prefix_end(prefix), 1, false});
    if (!first) return std::unexpected(first.error());
    if (!first->empty())
      if (auto erased = take_back(bytes::Reader(std::string_view(first->front().key).substr(prefix.size())).u64());
          !erased)
        return erased;
  }
  ++*given_up_;
  return store_.hint({Family::meta, keys::given_up(hook_, one.offset), encode_given_up(one)});
}

Result<std::vector<GivenUp>> Shelf::given_up(std::uint64_t after, std::size_t max) const {
  const auto prefix = keys::given_up(hook_);
  const auto rows = store_.scan(Family::meta, {keys::given_up(hook_, after + 1), keys::prefix_end(prefix), max, false});
  if (!rows) return std::unexpected(rows.error());
  std::vector<GivenUp> found;
  for (const auto& row : *rows)
    found.push_back(decode_given_up(bytes::Reader(std::string_view(row.key).substr(prefix.size())).u64(), row.value));
  return found;
}

Result<void> Shelf::take_back(std::uint64_t offset) {
  if (given_up_ && *given_up_ > 0) --*given_up_;
  return store_.hint({Family::meta, keys::given_up(hook_, offset), std::nullopt});
}

Result<void> Shelf::sweep(journal::Store& store, const Hooks::Rows& hooks) {
  const model::HookId every;
  for (const auto& prefix : {keys::parked(every), keys::given_up(every), keys::attempts(every)}) {
    for (auto from = prefix;;) {
      const auto rows = store.scan(Family::meta, {from, keys::prefix_end(prefix), step, false});
      if (!rows) return std::unexpected(rows.error());
      for (const auto& row : *rows) {
        const auto end = row.key.find('\0');
        if (end != std::string::npos && hooks.contains(model::HookId(row.key.substr(1, end - 1)))) continue;
        if (auto erased = store.hint({Family::meta, row.key, std::nullopt}); !erased) return erased;
      }
      if (rows->size() < step) break;
      from = rows->back().key + '\0';
    }
  }
  return {};
}

}  // namespace docket::webhook

#include "adapters/webhook/run.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "engine/base/log.hpp"

namespace docket::webhook {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr std::size_t records_max = 256;  // looked at in one step
constexpr std::chrono::milliseconds look_again = 1s;
constexpr std::chrono::milliseconds gather = 1s;
constexpr std::chrono::milliseconds sleep_max = 10min;  // the clock may have been set meanwhile
constexpr std::chrono::seconds save_skipped_every = 30s;

}  // namespace

Run::Run(Deliverer& deliverer, HookRow row, HookSecret secret, HookUrl url)
    : deliverer_(deliverer),
      telling_(deliverer.ground_, std::move(row)),
      secret_(std::move(secret)),
      url_(std::move(url)),
      robot_(robot_of(telling_.row().hook.format)),
      turns_(robot_),
      backlog_(robot_ != Robot::none, deliverer.options_.retry),
      shelf_(deliverer.ground_.store, telling_.row().hook.id),
      timer_(deliverer.context_) {}

void Run::set(HookRow row, HookSecret secret) {
  const bool changed = row.hook != telling_.row().hook;
  if (row.hook.paused != telling_.row().hook.paused) {
    gone_.clear();
    standing_.failing_since = {};  // counted anew
  }
  telling_.set(std::move(row));
  secret_ = std::move(secret);
  if (changed) timer_.cancel();  // paused or going on, or other filters
}

void Run::end() {
  ended_ = true;
  timer_.cancel();
}

// At the end of the log it is woken for what concerns it, and passes by the rest. With a test or a replay somebody asks
// for what waits too.
void Run::hear(const journal::Record& record) {
  if (record.position.offset <= standing_.position) return;
  const bool concerns = telling_.concerns(record.event);
  const bool hurries = concerns && record.event.case_id.empty() && backlog_.due();
  if (hurries) backlog_.hurry(now());
  if (listening_ && !concerns) {
    standing_.position = record.position.offset;
  } else if (listening_ || hurries) {
    listening_ = false;
    timer_.cancel();
  }
}

Result<void> Run::restore() {
  auto standing = shelf_.standing();
  if (!standing) return std::unexpected(standing.error());
  if (*standing) {
    standing_ = **standing;
  } else {
    standing_.position = telling_.row().since;
  }
  telling_.restore(standing_.reached);
  auto parked = shelf_.parked();
  if (!parked) return std::unexpected(parked.error());
  for (auto& [key, one] : *parked) backlog_.restore(key, std::move(one));
  auto attempts = shelf_.attempts();
  if (!attempts) return std::unexpected(attempts.error());
  attempts_ = attempts->empty() ? 0 : attempts->front().serial;
  const std::scoped_lock lock(deliverer_.mutex_);
  deliverer_.deliveries_[telling_.row().hook.id].attempts = std::move(*attempts);
  return {};
}

asio::awaitable<void> Run::go() {
  const auto self = shared_from_this();
  while (!ended()) {
    const auto restored = restore();
    if (restored) break;
    log::warn("a web hook cannot be taken up", {{"error", restored.error().detail}});
    co_await sleep(look_again);
  }
  save();
  while (!ended()) {
    if (halted()) {
      if (!gone_.empty() && !telling_.row().hook.paused) deliverer_.ground_.pause(telling_.row().hook.id, gone_);
      co_await sleep(look_again);
      continue;
    }
    co_await rest();
    if (halted()) continue;
    const auto due = backlog_.due();
    if (due && due->at <= now()) {
      co_await retry(due->key);
    } else if (!backlog_.is_open()) {
      co_await wait_for_due();
    } else if (standing_.replay && !replays_) {
      co_await replay_on();
    } else {
      replays_ = false;
      co_await go_on();
    }
  }
}

asio::awaitable<void> Run::go_on() {
  auto message = next();
  if (message && !message->empty() && robot_ != Robot::none) {
    co_await sleep(gather);  // what belongs together comes together
    if (halted()) co_return;
    message = next();
  }
  if (!message) {
    log::warn("a web hook cannot read the log",
              {{"hook", telling_.row().hook.id.str()}, {"error", message.error().detail}});
    co_await sleep(look_again);
  } else if (!message->empty()) {
    const auto last = message->back();
    const bool done = co_await begin(*message, Trigger::event);
    if (!done) co_return;
    for (const auto& record : *message) telling_.passed(*record);
    standing_.position = last->position.offset;
    save();
  } else if (blocked_) {
    co_await wait_for_due();
  } else if (!at_end_ || standing_.replay) {
    co_await asio::post(deliverer_.context_, asio::use_awaitable);  // the others' turn
  } else {
    save(false);
    co_await wait_for_more();
  }
}

// What it does not want is passed by, what must wait for an earlier event of its case waits.
Result<Run::Message> Run::next() {
  const auto records = deliverer_.window_.after(standing_.position, records_max);
  if (!records) return std::unexpected(records.error());
  at_end_ = records->empty() || records->back()->position.offset >= deliverer_.window_.tail();
  blocked_ = false;
  Message message;
  for (const auto& record : *records) {
    const auto wanted = telling_.wants(*record);
    if (!wanted) return std::unexpected(wanted.error());
    const auto* asked = std::get_if<model::HookReplayed>(&record->event.data);
    if (asked != nullptr && asked->hook == telling_.row().hook.id) {
      const bool waits = standing_.replay && !asked->failed_since;  // for the one before
      if (!message.empty() || waits) break;
      begin_replay(*asked);
    } else if (*wanted && message.empty() && backlog_.find(key_of(*record)) != nullptr) {
      blocked_ = !keeps_waiting(*record);
      if (blocked_) break;
    } else if (*wanted) {
      message.push_back(record);
      if (robot_ == Robot::none) break;
    }
    if (message.empty()) standing_.position = record->position.offset;
  }
  return message;
}

bool Run::keeps_waiting(const journal::Record& record) {
  const auto key = key_of(record);
  if (!backlog_.has_room(key)) return false;
  backlog_.wait_behind(key, record.position.offset);
  keep_parked(key);
  telling_.passed(record);
  return true;
}

// A new event, or one that is replayed: tried, and parked with the second failure.
asio::awaitable<bool> Run::begin(Message message, Trigger trigger) {
  const auto key = key_of(*message.front());
  for (int number = 1; !halted(); ++number) {
    const auto why = number == 1 ? trigger : Trigger::retry;
    const auto made = co_await attempt(message, number, why);
    if (!made) co_return !halted();
    if (made->delivered()) {
      backlog_.told(key, now());
      co_return true;
    }
    if (halted()) co_return false;
    const auto verdict = failed(key, message, *made);
    if (verdict.after != Backlog::After::again) co_return true;
    co_await sleep(verdict.wait);
  }
  co_return false;
}

asio::awaitable<void> Run::retry(std::string key) {
  const auto parked = *backlog_.find(key);
  Message message;
  for (const auto offset : parked.offsets) {
    const auto record = deliverer_.window_.at(offset);
    if (!record) {
      log::error("what waits for a web hook is not in the log",
                 {{"hook", telling_.row().hook.id.str()}, {"error", record.error().detail}});
      co_await sleep(look_again);
      co_return;
    }
    message.push_back(*record);
    if (robot_ == Robot::none) break;
  }
  const auto made = co_await attempt(message, parked.tries + 1, Trigger::retry);
  if (halted()) co_return;
  if (!made || made->delivered()) {
    backlog_.told(key, now());
    keep_parked(key);
  } else {
    failed(key, message, *made);
  }
}

Backlog::Verdict Run::failed(const std::string& key, const Message& message, const Attempt& attempt) {
  std::vector<std::uint64_t> offsets;
  for (const auto& record : message) offsets.push_back(record->position.offset);
  const auto chance = static_cast<double>(deliverer_.ground_.random.next() % 1000) / 1000.0;
  auto verdict = backlog_.failed(key, offsets, attempt, chance);
  if (verdict.after == Backlog::After::again) return verdict;
  for (const auto& record : message) {
    if (std::ranges::find(verdict.given_up, record->position.offset) == verdict.given_up.end()) continue;
    const auto id = telling_.id(*record);
    log::error("a web hook's event is given up",
               {{"hook", telling_.row().hook.id.str()}, {"host", telling_.row().hook.host}, {"event", id}});
    const auto kept = shelf_.give_up({record->position.offset, id, record->event.case_id.str(), attempt.status,
                                      std::string(trouble_name(attempt.trouble)), attempt.number, attempt.at});
    if (!kept) log::warn("what was given up is not noted", {{"event", id}, {"error", kept.error().detail}});
    const std::scoped_lock lock(deliverer_.mutex_);
    ++deliverer_.deliveries_[telling_.row().hook.id].given_up;
  }
  keep_parked(key);
  save();
  return verdict;
}

asio::awaitable<void> Run::replay_on() {
  replays_ = true;
  const auto message = next_replayed();
  if (!message) {
    log::warn("a web hook cannot read the log",
              {{"hook", telling_.row().hook.id.str()}, {"error", message.error().detail}});
    co_await sleep(look_again);
    co_return;
  }
  const auto upto = message->empty() ? standing_.replay->at : message->back()->position.offset;
  if (!message->empty()) {
    const bool done = co_await begin(*message, Trigger::replay);
    if (!done) co_return;
    standing_.replay->at = upto;
  }
  if (standing_.replay->at >= standing_.replay->to) standing_.replay.reset();
  save(!standing_.replay);
}

Result<Run::Message> Run::next_replayed() {
  auto& replay = *standing_.replay;
  const auto max = std::min<std::uint64_t>(records_max, replay.to - replay.at);
  const auto records = deliverer_.window_.after(replay.at, max);
  if (!records) return std::unexpected(records.error());
  if (records->empty()) replay.at = replay.to;
  Message message;
  for (const auto& record : *records) {
    const auto wanted = telling_.wants(*record);
    if (!wanted) return std::unexpected(wanted.error());
    const auto key = key_of(*record);
    if (*wanted && message.empty() && backlog_.find(key) != nullptr) {
      if (!backlog_.again(key, record->position.offset, now())) break;  // no room: later
      keep_parked(key);
    } else if (*wanted) {
      message.push_back(record);
      if (robot_ == Robot::none) break;
    }
    if (message.empty()) replay.at = record->position.offset;
  }
  return message;
}

// What was given up waits again, first of its case; a part of the log is gone through beside the new events.
void Run::begin_replay(const model::HookReplayed& asked) {
  if (!asked.failed_since) {
    standing_.replay = Replay{asked.from > 0 ? asked.from - 1 : 0, asked.to};
    return;
  }
  for (std::uint64_t after = 0;;) {
    const auto given_up = shelf_.given_up(after, records_max);
    if (!given_up || given_up->empty()) break;
    for (const auto& one : *given_up) {
      after = one.offset;
      if (one.at < *asked.failed_since) continue;
      const auto key = key_of(one.case_id);
      if (!backlog_.again(key, one.offset, now())) return;  // no more room: what is left stays given up
      keep_parked(key);
      if (!shelf_.take_back(one.offset)) return;
    }
  }
}

std::chrono::milliseconds Run::until_due(std::chrono::milliseconds otherwise) const {
  const auto due = backlog_.due();
  return due ? std::max(due->at - now(), Timestamp::duration(1)) : otherwise;
}

asio::awaitable<void> Run::wait_for_due() { co_await sleep(std::min(until_due(look_again), sleep_max)); }

asio::awaitable<void> Run::wait_for_more() {
  listening_ = true;
  co_await sleep(std::min<std::chrono::milliseconds>(until_due(sleep_max), save_skipped_every));
  listening_ = false;
}

asio::awaitable<void> Run::sleep(std::chrono::milliseconds time) {
  if (ended()) co_return;
  timer_.expires_after(time);
  co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
}

// Skipped events alone are noted now and then: after a crash they are looked at again.
void Run::save(bool at_once) {
  if (!is_known()) return;
  {
    const std::scoped_lock lock(deliverer_.mutex_);
    auto& delivery = deliverer_.deliveries_[telling_.row().hook.id];
    delivery.position = standing_.position;
    delivery.waiting = 0;
    for (const auto& [key, parked] : backlog_.all()) delivery.waiting += parked.offsets.size();
    delivery.failing_since = standing_.failing_since;
  }
  const auto now = std::chrono::steady_clock::now();
  if (!at_once && now - saved_at_ < save_skipped_every) return;
  saved_at_ = now;
  standing_.reached = telling_.reached();
  const auto kept = shelf_.keep(standing_);
  if (!kept)
    log::warn("a web hook's position is not noted",
              {{"hook", telling_.row().hook.id.str()}, {"error", kept.error().detail}});
}

void Run::keep_parked(const std::string& key) {
  if (!is_known()) return;
  const auto kept = shelf_.keep(key, backlog_.find(key));
  if (!kept)
    log::warn("what waits for a web hook is not noted",
              {{"hook", telling_.row().hook.id.str()}, {"error", kept.error().detail}});
}

bool Run::is_known() const { return !ended_ && deliverer_.ground_.hooks.all()->contains(telling_.row().hook.id); }

}  // namespace docket::webhook

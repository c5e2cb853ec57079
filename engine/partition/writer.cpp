#include "engine/partition/writer.hpp"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>

#include "engine/base/bytes.hpp"
#include "engine/base/ensure.hpp"
#include "engine/base/log.hpp"
#include "engine/index/queue_rows.hpp"
#include "engine/journal/keys.hpp"

namespace docket::partition {

namespace keys = journal::keys;
using journal::Family;
using model::Outcome;

namespace {

Error read_only() { return {Errc::read_only, "writing has stopped after a storage failure; restart to recover"}; }

}  // namespace

struct Writer::Meters {
  prometheus::Counter& events;
  prometheus::Counter& commits;
  prometheus::Counter& rejections;
  prometheus::Counter& rows;
  prometheus::Counter& bytes;
  prometheus::Histogram& seconds;
  prometheus::Histogram& batch;
};

Result<std::unique_ptr<Writer>> Writer::open(const World& world, const WriterOptions& options) {
  if (auto checked = world.definitions.check(); !checked) return std::unexpected(checked.error());
  std::unique_ptr<Writer> writer(new Writer(world, options));
  if (auto recovered = writer->recover(); !recovered) return std::unexpected(recovered.error());
  return writer;
}

Writer::Writer(const World& world, const WriterOptions& options)
    : world_(world), options_(options), orgs_(world.access.orgs()), cases_(options.cases_max) {
  auto& metrics = world.metrics;
  meters_ = std::make_shared<Meters>(Meters{
      metrics.counter("docket_events_total", "Events committed."),
      metrics.counter("docket_commits_total", "Commits made durable, one fsync each."),
      metrics.counter("docket_rejections_total", "Commands the domain refused."),
      metrics.counter("docket_rows_written_total", "Rows written to the store."),
      metrics.counter("docket_bytes_written_total", "Bytes of keys and values written to the store."),
      metrics.histogram("docket_commit_seconds", "Time of one durable commit.", 50e-6, 2, 16),
      metrics.histogram("docket_batch_commands", "Commands decided per commit.", 1, 2, 10),
  });
}

// What memory must know before the first command: where the log ends, the time it ends at, the org's own
// stream.
Result<void> Writer::recover() {
  if (auto scrubbed = vault::scrub_erased(world_.store); !scrubbed) return scrubbed;
  const auto tail = world_.reader.tail();
  if (!tail) return std::unexpected(tail.error());
  tail_ = tail->offset;
  committed_tail_ = tail_;
  if (tail_ > 0) {
    const auto last = world_.reader.events({0, tail_ - 1}, 1);
    if (!last) return std::unexpected(last.error());
    last_recorded_ = last->front().event.recorded;
  }
  for (const auto& directory : orgs_->all())
    if (auto known = enter(directory); !known) return known;
  return {};
}

Result<void> Writer::enter(const model::Command& command) {
  orgs_ = book(open_.get())->orgs;
  if (!command.actor.org.empty()) return enter(orgs_->of(command.actor.org));
  const auto* made = std::get_if<model::CreateToken>(&command.intent);
  auto home = orgs_->home(made == nullptr ? command.actor.user : made->user);
  return enter(home == nullptr ? orgs_->all().front() : std::move(home));
}

// An org that left the file while the command waited is answered as the first: it sees no case of it.
Result<void> Writer::enter(model::DirectoryPtr directory) {
  directory_ = directory == nullptr ? orgs_->all().front() : std::move(directory);
  if (org_sequences_.contains(directory_->org)) return {};
  const auto last = world_.store.get(Family::meta, keys::org_sequence(directory_->org));
  if (!last) return std::unexpected(last.error());
  const auto prefix = keys::counters(directory_->org);
  const auto counts = world_.store.scan(Family::index, {prefix, keys::prefix_end(prefix), 100'000, false});
  if (!counts) return std::unexpected(counts.error());
  for (const auto& row : *counts) counters_[row.key] = bytes::Reader(row.value).u64();
  const auto of_queues = keys::queue_counters(directory_->org);
  const auto queues = world_.store.scan(Family::index, {of_queues, keys::prefix_end(of_queues), 100'000, false});
  if (!queues) return std::unexpected(queues.error());
  for (const auto& row : *queues) counters_[row.key] = bytes::Reader(row.value).u64();
  org_sequences_[directory_->org] = *last ? bytes::Reader(**last).u64() : 0;
  return {};
}

std::uint64_t Writer::org_sequence(const Batch& batch) const {
  const auto changed = batch.org_sequences.find(directory_->org);
  return changed != batch.org_sequences.end() ? changed->second : org_sequences_.at(directory_->org);
}

Batch& Writer::open_batch() {
  if (open_ == nullptr) {
    open_ = std::make_shared<Batch>();
    open_->now = last_recorded_;
    open_->tail = tail_;
  }
  return *open_;
}

void Writer::decide(const model::Command& command) {
  auto& batch = open_batch();
  // A batch may stay open for a whole commit: nothing is recorded before it arrived.
  batch.now = std::max(batch.now, world_.clock.now());
  // Memory is ahead of a disk that has failed: nothing can be decided over it, and nothing will be written.
  batch.outcomes.push_back(failed() ? Outcome(read_only()) : verdict(command, batch));
  if (std::holds_alternative<model::Rejection>(batch.outcomes.back())) meters_->rejections.Increment();
}

std::shared_ptr<Batch> Writer::close() {
  ENSURE(on_its_way_ == nullptr, "one batch at a time is on its way to the disk");
  open_batch();
  on_its_way_ = std::move(open_);
  open_ = nullptr;
  if (!on_its_way_->rows.empty() && !failed()) {
    derive(*on_its_way_);
    run_ahead(*on_its_way_);
  }
  return on_its_way_;
}

void Writer::commit(Batch& batch) {
  if (failed() || world_.store.failure()) {
    failed_ = true;
    for (auto& outcome : batch.outcomes) outcome = read_only();
    return;
  }
  if (batch.rows.empty()) return;
  const auto appended = append(batch);
  if (!appended) {
    failed_ = true;
    log::error("commit failed; writing stops", {{"error", appended.error().detail}});
    // A refusal of this batch may rest on an event of it that is now unknown, so nobody gets a certain
    // answer.
    for (auto& outcome : batch.outcomes) outcome = Error(Errc::storage_failed, appended.error().detail);
    return;
  }
  for (const auto& [id, row] : batch.tokens) {
    if (row) {
      world_.access.add(id, *row);
    } else {
      world_.access.remove(id);
    }
  }
  for (const auto& [id, row] : batch.hooks) {
    if (row) {
      world_.hooks.add(*row);
    } else {
      world_.hooks.remove(id);
    }
  }
  if (batch.book != nullptr) world_.access.publish(batch.book);
  committed_tail_ = batch.tail;  // after whatever followers look at beside the log
  if (batch.erases) scrub(batch);
  meters_->batch.Observe(static_cast<double>(batch.outcomes.size()));
}

void Writer::settle() {
  const auto batch = std::move(on_its_way_);
  on_its_way_ = nullptr;
  if (failed()) return cases_.clear();
  for (const auto& [id, changed] : batch->cases) cases_.put({changed.after, changed.personal, changed.ring});
}

std::vector<Outcome> Writer::write(const std::vector<model::Command>& commands) {
  for (const auto& command : commands) decide(command);
  const auto batch = close();
  commit(*batch);
  settle();
  return std::move(batch->outcomes);
}

decide::Facts Writer::facts(const Batch& batch, WriterSurroundings& around) const {
  return {*directory_, world_.calendar, batch.now, org_sequence(batch), around};
}

Writer::Looked Writer::look_up(const model::CaseId& id, const Batch& batch) {
  if (const auto changed = batch.cases.find(id.str()); changed != batch.cases.end()) return changed->second;
  if (on_its_way_ != nullptr) {  // its row may not be on the disk yet
    const auto changed = on_its_way_->cases.find(id.str());
    if (changed != on_its_way_->cases.end())
      return ChangedCase{changed->second.after,    changed->second.after, changed->second.after,
                         changed->second.personal, changed->second.ring,  {}};
  }
  if (const auto* held = cases_.find(id))
    return ChangedCase{held->subject, held->subject, held->subject, held->personal, held->ring, {}};
  auto stored = world_.reader.find(id);
  if (!stored) return std::unexpected(stored.error());
  if (!*stored) return std::optional<ChangedCase>();
  auto subject = std::make_shared<const model::Case>(std::move(**stored));
  auto contents = world_.vault.read(subject->org, id);
  if (!contents) return std::unexpected(contents.error());
  model::PersonalValuesPtr personal;
  if (contents->values.size() <= options_.personal_max)
    personal = std::make_shared<const model::PersonalValues>(std::move(contents->values));
  cases_.put({subject, personal, contents->ring});
  return ChangedCase{subject, subject, subject, std::move(personal), std::move(contents->ring), {}};
}

Result<std::uint64_t> Writer::last_number(const std::string& series, const Batch& batch) {
  if (const auto in_batch = batch.series.find(series); in_batch != batch.series.end()) return in_batch->second;
  if (const auto known = series_.find(series); known != series_.end()) return known->second;
  const auto stored = world_.store.get(Family::meta, series);
  if (!stored) return std::unexpected(stored.error());
  const auto last = *stored ? bytes::Reader(**stored).u64() : 0;
  series_[series] = last;
  return last;
}

Result<std::uint64_t> Writer::tally(const std::string& key, const Batch& batch) {
  if (const auto in_batch = batch.tallies.find(key); in_batch != batch.tallies.end()) return in_batch->second;
  if (const auto known = tallies_.find(key); known != tallies_.end()) return known->second;
  const auto stored = world_.store.get(Family::index, key);
  if (!stored) return std::unexpected(stored.error());
  const auto value = *stored ? bytes::Reader(**stored).u64() : 0;
  tallies_[key] = value;
  return value;
}

// What assignments change beside the case: how many open cases people answer for, and whose turn comes next.
Result<void> Writer::count(const ChangedCase& changed, const model::Event& event, Batch& batch) {
  const auto holder = [](const model::CasePtr& subject) {
    return subject == nullptr || subject->ended || !subject->assignment ? model::UserId() : subject->assignment->user;
  };
  const auto move = [&](const model::UserId& user, std::int64_t by) -> Result<void> {
    if (user.empty()) return {};
    const auto key = keys::load(event.org, user);
    const auto before = tally(key, batch);
    if (!before) return std::unexpected(before.error());
    ENSURE(static_cast<std::int64_t>(*before) + by >= 0, "nobody answers for fewer than no cases");
    batch.tallies[key] = static_cast<std::uint64_t>(static_cast<std::int64_t>(*before) + by);
    return {};
  };
  const auto before = holder(changed.last);
  const auto after = holder(changed.after);
  if (before != after) {
    if (auto left = move(before, -1); !left) return left;
    if (auto got = move(after, 1); !got) return got;
  }
  const auto* data = std::get_if<model::CaseEvent>(&event.data);
  if (data == nullptr || !data->assigned || !data->assigned->turn) return {};
  const auto& turn = *data->assigned->turn;
  batch.tallies[keys::turn(event.org, turn.policy, data->assigned->user)] = turn.next;
  batch.tallies[keys::turn(event.org, turn.policy, {})] = turn.from;
  return {};
}

// Rows that are written once per batch, however many of its commands touched them. Counters run ahead here.
void Writer::derive(Batch& batch) {
  index::CounterChanges changes;
  for (auto& [id, changed] : batch.cases) {
    batch.rows.push_back({Family::cases, keys::case_row(changed.after->id), std::move(changed.row)});
    index::append_rows(changed.before.get(), *changed.after, batch.rows, changes);
    index::append_queue_rows(world_.queues, changed.before.get(), *changed.after, batch.rows, changes);
  }
  for (const auto& [key, change] : changes) {
    const auto known = counters_.find(key);
    const auto before = known == counters_.end() ? 0 : static_cast<std::int64_t>(known->second);
    ENSURE(before + change >= 0, "a state never holds fewer than no cases");
    if (change == 0) continue;
    const auto count = static_cast<std::uint64_t>(before + change);
    counters_[key] = count;
    std::optional<std::string> value;  // a state without cases has no row
    if (count > 0) bytes::put_u64(value.emplace(), count);
    batch.rows.push_back({Family::index, key, std::move(value)});
  }
  for (const auto& [key, tally] : batch.tallies) {
    std::optional<std::string> value;  // none is no row
    if (tally > 0) bytes::put_u64(value.emplace(), tally);
    batch.rows.push_back({Family::index, key, std::move(value)});
  }
  for (const auto& [key, last] : batch.series) {
    std::string value;
    bytes::put_u64(value, last);
    batch.rows.push_back({Family::meta, key, std::move(value)});
  }
  for (const auto& [org, last] : batch.org_sequences) {
    std::string value;
    bytes::put_u64(value, last);
    batch.rows.push_back({Family::meta, keys::org_sequence(org), std::move(value)});
  }
}

// The next batch is decided over what this one will leave. Cases do not move: look_up finds them in the batch.
void Writer::run_ahead(const Batch& batch) {
  tail_ = batch.tail;
  last_recorded_ = batch.now;
  for (const auto& [org, last] : batch.org_sequences) org_sequences_[org] = last;
  for (const auto& [key, last] : batch.series) series_[key] = last;
  for (const auto& [key, tally] : batch.tallies) tallies_[key] = tally;
  for (const auto& [key, count] : batch.standing) standing_[key] = count;
  stored_definitions_.insert(batch.definitions.begin(), batch.definitions.end());
}

Result<void> Writer::append(Batch& batch) {
  std::size_t size = 0;
  for (const auto& row : batch.rows) size += row.key.size() + (row.value ? row.value->size() : 0);
  const auto count = batch.rows.size();
  const auto begin = std::chrono::steady_clock::now();
  auto appended = world_.store.append({batch.tail, std::move(batch.rows)});
  if (!appended) return appended;
  meters_->seconds.Observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  meters_->commits.Increment();
  meters_->events.Increment(static_cast<double>(batch.events));
  meters_->rows.Increment(static_cast<double>(count));
  meters_->bytes.Increment(static_cast<double>(size));
  return {};
}

}  // namespace docket::partition

// Queues as the writer moves cases between them, and the moments of the hooks that watch them. A hook's moments stand
// in its row and, by when they are due, among the timers: both in the commit of whatever sets them.
#include <algorithm>
#include <array>

#include "engine/decide/decide.hpp"
#include "engine/index/queue_rows.hpp"
#include "engine/journal/keys.hpp"
#include "engine/model/sight.hpp"
#include "engine/partition/writer.hpp"
#include "workflows/calendar.hpp"

namespace docket::partition {

namespace keys = journal::keys;
using journal::Family;
using model::HookMoment;
using model::Outcome;

namespace {

constexpr std::chrono::minutes quiet{10};  // between two tellings that the oldest has waited so long
constexpr std::size_t step = 64;           // rows of a queue looked at together

constexpr std::array<HookMoment, 3> all_moments = {HookMoment::age, HookMoment::digest, HookMoment::overlap};

Timestamp& moment_of(HookMoments& moments, HookMoment which) {
  switch (which) {
    case HookMoment::age:
      return moments.age;
    case HookMoment::digest:
      return moments.digest;
    case HookMoment::overlap:
      break;
  }
  return moments.overlap;
}

bool minds_ages(const HookRow& row) { return row.hook.watch && row.hook.watch->age.count() > 0 && !row.hook.paused; }

}  // namespace

// As the commands before this one leave it.
std::uint64_t Writer::standing(const model::OrgId& org, const std::string& queue, Batch& batch) {
  const auto key = keys::queue_counters(org, queue);
  if (const auto in_batch = batch.standing.find(key); in_batch != batch.standing.end()) return in_batch->second;
  auto known = standing_.find(key);
  if (known == standing_.end()) {
    std::uint64_t count = 0;
    for (auto at = counters_.lower_bound(key); at != counters_.end() && at->first.starts_with(key); ++at)
      count += at->second;
    known = standing_.emplace(key, count).first;
  }
  return known->second;
}

std::vector<model::QueueMove> Writer::moves(const ChangedCase& changed, Batch& batch) {
  const auto moved = index::moves_of(world_.queues, changed.last.get(), *changed.after);
  std::vector<model::QueueMove> moves;
  const auto move = [&](const std::string& queue, bool entered) {
    const auto count = standing(directory_->org, queue, batch) + (entered ? 1 : 0) - (entered ? 0 : 1);
    batch.standing[keys::queue_counters(directory_->org, queue)] = count;
    moves.push_back({queue, entered, count});
  };
  for (const auto& queue : moved.left) move(queue, false);
  for (const auto& queue : moved.entered) move(queue, true);
  return moves;
}

// Since when the one that waits longest does, the uncommitted ones among them.
Result<std::optional<Timestamp>> Writer::oldest_in(const model::OrgId& org, const workflows::Queue& queue,
                                                   const Batch& batch) const {
  std::optional<Timestamp> oldest;
  const auto consider = [&oldest](Timestamp since) { oldest = oldest ? std::min(*oldest, since) : since; };
  const auto changed = [&](const std::string& id) -> const ChangedCase* {
    if (const auto found = batch.cases.find(id); found != batch.cases.end()) return &found->second;
    if (on_its_way_ == nullptr) return nullptr;
    const auto found = on_its_way_->cases.find(id);
    return found == on_its_way_->cases.end() ? nullptr : &found->second;
  };
  each_pending(batch, [&](const Batch& pending) {
    for (const auto& [id, subject] : pending.cases) {
      const auto& now = *changed(id)->after;
      if (now.org == org && model::is_ordinary(now) && index::split_of(queue, now)) consider(now.entered);
    }
  });
  const auto counters = keys::queue_counters(org, queue.id);
  for (auto at = counters_.lower_bound(counters); at != counters_.end() && at->first.starts_with(counters); ++at) {
    const auto split = std::string_view(at->first).substr(counters.size(), at->first.size() - counters.size() - 1);
    const auto prefix = keys::queue_rows(org, queue.id, split);
    for (auto from = prefix;;) {
      const auto rows = world_.store.scan(Family::index, {from, keys::prefix_end(prefix), step, false});
      if (!rows) return std::unexpected(rows.error());
      const auto settled = std::ranges::find_if(*rows, [&](const auto& row) {
        const auto id = keys::unpack_case(std::string_view(row.key).substr(row.key.size() - 16));
        return id && changed(id->str()) == nullptr;
      });
      if (settled != rows->end()) consider(index::waits_since(std::string_view(settled->key).substr(prefix.size())));
      if (settled != rows->end() || rows->size() < step) break;
      from = rows->back().key + '\0';
    }
  }
  return oldest;
}

// The row of a hook and the timers of its moments, `before` being those that it had.
void Writer::keep_row(HookRow row, HookMoments before, Batch& batch) {
  for (const auto which : all_moments) {
    const auto& id = row.hook.id;
    const auto was = moment_of(before, which);
    const auto is = moment_of(row.moments, which);
    if (was == is) continue;
    if (was != Timestamp()) batch.rows.push_back({Family::timers, keys::timer(was, which, id), std::nullopt});
    if (is != Timestamp()) batch.rows.push_back({Family::timers, keys::timer(is, which, id), row.hook.org.str()});
  }
  batch.rows.push_back({Family::meta, keys::hook(row.hook.id), encode_hook_row(row)});
  auto id = row.hook.id;
  batch.hooks.emplace_back(std::move(id), std::move(row));
}

// From now on: after it was made, changed, or goes on.
void Writer::set_moments(HookRow& row, const Batch& batch) const {
  row.moments.age = row.moments.digest = {};
  row.moments.aged = false;
  const auto& watch = row.hook.watch;
  const auto* queue = watch ? world_.queues.find(watch->queue) : nullptr;
  if (queue == nullptr || row.hook.paused) return;
  if (watch->digest) row.moments.digest = workflows::next_local(*watch->digest, batch.now);
  if (watch->age.count() == 0) return;
  const auto oldest = oldest_in(watch->org, *queue, batch);
  if (!oldest) row.moments.age = batch.now;  // looked at again when it comes due
  if (oldest && *oldest) row.moments.age = std::max<Timestamp>(**oldest + watch->age, batch.now);
}

// Hooks that are told when the oldest of a queue of this org has waited so long, by queue.
std::map<std::string, std::set<model::HookId>> Writer::minding(const Batch& batch) {
  if (auto all = world_.hooks.all(); all != hooks_seen_) {
    hooks_seen_ = std::move(all);
    minding_.clear();
    for (const auto& [id, row] : *hooks_seen_)
      if (minds_ages(row)) minding_[row.hook.watch->org][row.hook.watch->queue].insert(id);
  }
  const auto known = minding_.find(directory_->org);
  auto found = known == minding_.end() ? std::map<std::string, std::set<model::HookId>>() : known->second;
  each_pending(batch, [&](const Batch& pending) {
    for (const auto& [id, row] : pending.hooks)
      if (row && minds_ages(*row) && row->hook.watch->org == directory_->org) found[row->hook.watch->queue].insert(id);
  });
  return found;
}

// A case has moved, or begins to wait anew where it stands: somebody may wait longest now, or nobody long enough any
// more.
void Writer::mind_ages(const ChangedCase& changed, Batch& batch) {
  const auto since = [](const workflows::Queue& queue, const model::CasePtr& subject) {
    const bool stands = subject != nullptr && model::is_ordinary(*subject) && index::split_of(queue, *subject);
    return stands ? std::optional(subject->entered) : std::nullopt;
  };
  for (const auto& [name, hooks] : minding(batch)) {
    const auto* queue = world_.queues.find(name);
    const auto before = queue == nullptr ? std::nullopt : since(*queue, changed.last);
    const auto after = queue == nullptr ? std::nullopt : since(*queue, changed.after);
    if (before == after) continue;
    std::optional<Result<std::optional<Timestamp>>> oldest;  // asked once
    for (const auto& id : hooks) {
      auto row = hook_row(id, batch);
      if (!row || !minds_ages(*row)) continue;
      const auto moments = row->moments;
      const auto age = row->hook.watch->age;
      if (after && !moments.aged) {
        const auto due = std::max<Timestamp>({*after + age, moments.aged_at + quiet, batch.now});
        if (moments.age == Timestamp() || due < moments.age) row->moments.age = due;
      }
      if (before && moments.aged && *before + age <= batch.now) {
        if (!oldest) oldest = oldest_in(directory_->org, *queue, batch);
        wait_again(*row, *oldest, batch);
      }
      if (row->moments != moments) keep_row(std::move(*row), moments, batch);
    }
  }
}

// It was told; now the oldest may be another. A store that cannot be read is asked again at once, when that comes due.
void Writer::wait_again(HookRow& row, const Result<std::optional<Timestamp>>& oldest, const Batch& batch) {
  const auto due = [&](Timestamp since) {
    return std::max<Timestamp>(since + row.hook.watch->age, row.moments.aged_at + quiet);
  };
  if (oldest && *oldest && **oldest + row.hook.watch->age <= batch.now) return;
  row.moments.aged = false;
  row.moments.age = !oldest ? batch.now : *oldest ? due(**oldest) : Timestamp();
}

// Whether its owner may know how its queue stands: the org may have left, or the owner's role.
bool Writer::still_counts(const model::Hook& hook) const {
  const auto owner = actor_of(hook.owner, *orgs_);
  return owner && owner->org == hook.org && model::may_count(*owner, hook.watch->org, *orgs_);
}

// What is missing now may be back: an org, a queue, a role.
void Writer::look_later(HookRow row, HookMoments before, HookMoment which, Batch& batch) {
  moment_of(row.moments, which) =
      which == HookMoment::digest ? workflows::next_local(*row.hook.watch->digest, batch.now) : batch.now + quiet;
  keep_row(std::move(row), before, batch);
}

// Only the moment that the row still waits for; then its timer is gone with the same commit.
Outcome Writer::come_due(const model::Command& command, const model::ComeDue& intent, Batch& batch) {
  const model::Accepted nothing{};
  if (intent.moment > batch.now) return nothing;
  auto row = hook_row(intent.hook, batch);
  if (!row || moment_of(row->moments, intent.which) != intent.moment) {  // of a hook that is gone, perhaps
    batch.rows.push_back({Family::timers, keys::timer(intent.moment, intent.which, intent.hook), std::nullopt});
    return nothing;
  }
  const auto before = row->moments;
  if (row->hook.org != directory_->org) {  // its org left the file
    look_later(std::move(*row), before, intent.which, batch);
    return nothing;
  }
  moment_of(row->moments, intent.which) = {};
  decide::Standing standing;
  bool tells = true;
  if (intent.which == HookMoment::overlap) {
    if (auto retired = retire_secret(*row); !retired) return retired.error();
  } else {
    const auto& watch = *row->hook.watch;
    const auto* queue = world_.queues.find(watch.queue);
    if (queue == nullptr || !still_counts(row->hook)) {
      look_later(std::move(*row), before, intent.which, batch);
      return nothing;
    }
    const auto oldest = oldest_in(watch.org, *queue, batch);
    if (!oldest) return oldest.error();
    standing = {this->standing(watch.org, watch.queue, batch), *oldest};
    if (intent.which == HookMoment::digest) {
      row->moments.digest = workflows::next_local(*watch.digest, batch.now);
    } else if (*oldest && **oldest + watch.age > batch.now) {
      row->moments.age = **oldest + watch.age;
      tells = false;
    } else if (*oldest) {
      row->moments.aged = true;
      row->moments.aged_at = batch.now;
    } else {
      tells = false;
    }
  }
  WriterSurroundings around(*this, batch);
  auto verdict = decide::come_due(command, intent, row->hook, standing, facts(batch, around));
  if (!verdict) return std::move(verdict.error());
  keep_row(std::move(*row), before, batch);
  return tells ? accept_of_org(command, std::move(verdict->first.event), false, batch) : Outcome(nothing);
}

}  // namespace docket::partition

// Web hooks as the writer keeps them: a row beside the event, with what no event may hold.
#include <algorithm>

#include "engine/decide/decide.hpp"
#include "engine/journal/keys.hpp"
#include "engine/partition/writer.hpp"

namespace docket::partition {

namespace keys = journal::keys;
using journal::Family;
using model::Outcome;

namespace {

constexpr std::chrono::hours overlap{24};  // of an old secret and a new one

}  // namespace

decide::Offer Writer::offer(const model::Actor& actor) const {
  decide::Offer offer{world_.queues, {}, model::counted_by(actor, *orgs_)};
  for (const auto& [id, definition] : world_.definitions.catalog().all()) offer.workflows.insert(id);
  return offer;
}

// As the commands before this one leave it, committed or not.
std::optional<HookRow> Writer::hook_row(const model::HookId& id, const Batch& batch) const {
  std::optional<HookRow> found;
  const auto committed = world_.hooks.all();
  if (const auto row = committed->find(id); row != committed->end()) found = row->second;
  each_pending(batch, [&](const Batch& pending) {
    for (const auto& [changed, row] : pending.hooks)
      if (changed == id) found = row;
  });
  return found;
}

// Nothing when it is another org's.
std::optional<HookRow> Writer::our_hook(const model::HookId& id, const Batch& batch) const {
  auto row = hook_row(id, batch);
  return row && row->hook.org == directory_->org ? row : std::nullopt;
}

Outcome Writer::create_hook(const model::Command& command, const model::CreateHook& intent, Batch& batch) {
  WriterSurroundings around(*this, batch);
  std::set<model::HookId> ours;
  const auto is_ours = [this](const HookRow& row) { return row.hook.org == directory_->org; };
  const auto all = world_.hooks.all();
  for (const auto& [id, row] : *all)
    if (is_ours(row)) ours.insert(id);
  each_pending(batch, [&](const Batch& pending) {
    for (const auto& [id, row] : pending.hooks)
      if (row && is_ours(*row)) ours.insert(id);
  });
  auto verdict = decide::create_hook(command, intent, ours.size(), offer(command.actor), facts(batch, around));
  if (!verdict) return std::move(verdict.error());
  auto outcome = accept_of_org(command, std::move(verdict->first.event), true, batch);
  const auto& accepted = std::get<model::Accepted>(outcome);
  const auto secret = encode_hook_secret({intent.url, intent.secret, {}, {}});
  HookRow row{std::get<model::HookCreated>(accepted.event.data).hook,
              world_.vault.master().seal_secret(keys::hook(intent.hook.id), secret, world_.random),
              accepted.position.offset};
  set_moments(row, batch);
  keep_row(std::move(row), {}, batch);
  return outcome;
}

Outcome Writer::change_hook(const model::Command& command, const model::ChangeHook& intent, Batch& batch) {
  auto row = our_hook(intent.hook, batch);
  if (!row) return model::unknown_hook();
  WriterSurroundings around(*this, batch);
  auto verdict = decide::change_hook(command, intent, row->hook, offer(command.actor), facts(batch, around));
  if (!verdict) return std::move(verdict.error());
  const auto& changed = std::get<model::HookChanged>(verdict->first.event.data);
  const auto before = row->moments;
  if (changed.filter) row->hook.filter = *changed.filter;
  if (changed.watch) row->hook.watch = *changed.watch;
  const bool goes_on = changed.paused && *changed.paused != row->hook.paused;
  if (changed.paused) row->hook.paused = *changed.paused;
  if (goes_on || changed.watch) set_moments(*row, batch);
  keep_row(std::move(*row), before, batch);
  return accept_of_org(command, std::move(verdict->first.event), false, batch);
}

Outcome Writer::rotate_hook(const model::Command& command, const model::RotateHook& intent, Batch& batch) {
  auto row = our_hook(intent.hook, batch);
  if (!row) return model::unknown_hook();
  const auto place = keys::hook(intent.hook);
  const auto opened = world_.vault.master().open_secret(place, row->sealed);
  auto secret = opened ? decode_hook_secret(*opened) : std::nullopt;
  if (!secret) return Error(Errc::corrupt, "the secret of a hook does not open; restore the master key");
  WriterSurroundings around(*this, batch);
  const bool overlaps = !secret->previous.empty() && batch.now < secret->until;
  auto verdict = decide::rotate_hook(command, intent, row->hook, overlaps, facts(batch, around));
  if (!verdict) return std::move(verdict.error());
  secret->previous = std::exchange(secret->secret, intent.secret);
  secret->until = batch.now + overlap;
  row->sealed = world_.vault.master().seal_secret(place, encode_hook_secret(*secret), world_.random);
  const auto before = row->moments;
  row->moments.overlap = secret->until;
  keep_row(std::move(*row), before, batch);
  return accept_of_org(command, std::move(verdict->first.event), false, batch);
}

// The day in which two secrets sign is over.
Result<void> Writer::retire_secret(HookRow& row) const {
  const auto place = keys::hook(row.hook.id);
  const auto opened = world_.vault.master().open_secret(place, row.sealed);
  auto secret = opened ? decode_hook_secret(*opened) : std::nullopt;
  if (!secret) return fail(Errc::corrupt, "the secret of a hook does not open; restore the master key");
  secret->previous.clear();
  row.sealed = world_.vault.master().seal_secret(place, encode_hook_secret(*secret), world_.random);
  return {};
}

Outcome Writer::test_hook(const model::Command& command, const model::TestHook& intent, Batch& batch) {
  const auto row = our_hook(intent.hook, batch);
  if (!row) return model::unknown_hook();
  WriterSurroundings around(*this, batch);
  auto verdict = decide::test_hook(command, intent, row->hook, facts(batch, around));
  if (!verdict) return std::move(verdict.error());
  return accept_of_org(command, std::move(verdict->first.event), false, batch);
}

Outcome Writer::replay_hook(const model::Command& command, const model::ReplayHook& intent, Batch& batch) {
  const auto row = our_hook(intent.hook, batch);
  if (!row) return model::unknown_hook();
  WriterSurroundings around(*this, batch);
  auto verdict = decide::replay_hook(command, intent, row->hook, facts(batch, around));
  if (!verdict) return std::move(verdict.error());
  return accept_of_org(command, std::move(verdict->first.event), false, batch);
}

Outcome Writer::delete_hook(const model::Command& command, const model::DeleteHook& intent, Batch& batch) {
  auto row = our_hook(intent.hook, batch);
  if (!row) return model::unknown_hook();
  WriterSurroundings around(*this, batch);
  auto verdict = decide::delete_hook(command, intent, facts(batch, around));
  if (!verdict) return std::move(verdict.error());
  const auto before = std::exchange(row->moments, {});
  keep_row(std::move(*row), before, batch);  // its timers go
  batch.rows.push_back({Family::meta, keys::hook(intent.hook), std::nullopt});
  batch.rows.push_back({Family::meta, keys::cursor(intent.hook.str()), std::nullopt});
  batch.hooks.emplace_back(intent.hook, std::nullopt);
  return accept_of_org(command, std::move(verdict->first.event), false, batch);
}

}  // namespace docket::partition

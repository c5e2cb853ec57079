// The directory as the writer keeps it: a row for each entry, in the commit of the event that changed it. Commands
// behind a change are decided over it at once; the door learns of it after the commit.
#include "engine/decide/directory.hpp"
#include "engine/journal/directory_rows.hpp"
#include "engine/journal/event_data.hpp"
#include "engine/journal/keys.hpp"
#include "engine/partition/writer.hpp"

namespace docket::partition {

using model::Outcome;

// As the commands before leave it, committed or not.
model::BookPtr Writer::book(const Batch* batch) const {
  if (batch != nullptr && batch->book != nullptr) return batch->book;
  if (on_its_way_ != nullptr && on_its_way_->book != nullptr) return on_its_way_->book;
  return world_.access.book();
}

Result<void> Writer::enter(const model::OrgId& org) {
  auto directory = orgs_->of(org);
  if (directory != nullptr) return enter(std::move(directory));
  model::Directory coming;
  coming.org = org;
  return enter(std::make_shared<const model::Directory>(std::move(coming)));
}

template <typename Intent, typename Decide>
Outcome Writer::change_directory(const model::Command& command, const Intent& intent, Decide decide, bool dry_run,
                                 Batch& batch) {
  std::optional<Error> error;
  const auto now = book(&batch);
  const decide::DirectoryFacts facts{now, batch.now,
                                     [&](const model::OrgId& org) -> std::uint64_t {
                                       const auto entered = enter(org);
                                       if (!entered && !error) error = entered.error();
                                       return entered ? org_sequence(batch) : 0;
                                     },
                                     [&](const model::EntryName& name) -> std::uint64_t {
                                       const auto cases =
                                           tally(journal::keys::load(name.org, model::UserId(name.id)), batch);
                                       if (!cases && !error) error = cases.error();
                                       return cases.value_or(0);
                                     }};
  auto verdict = decide(command, intent, facts);
  if (error) return *error;
  if (!verdict) return std::move(verdict.error());
  if (dry_run || verdict->events.empty()) {
    model::Accepted nothing{};
    nothing.directory = std::move(verdict->told);
    return nothing;
  }
  for (const auto& name : verdict->changed) {
    const auto row = verdict->book->rows.find(name);
    batch.rows.push_back(journal::directory_row(name, row == verdict->book->rows.end() ? nullptr : &row->second));
  }
  auto& events = verdict->events;
  auto outcome = accept_of_org(command, std::move(events.front()), false, batch);
  auto& accepted = std::get<model::Accepted>(outcome);
  for (auto event = std::next(events.begin()); event != events.end(); ++event) {
    event->causation = accepted.event.id();
    auto data = journal::encode_data(*event);
    const auto position = record(*event, data, batch);
    batch.org_sequences[event->org] = event->sequence.value;
    accepted.others.push_back({std::move(*event), std::move(data), position});
  }
  batch.book = std::move(verdict->book);
  accepted.directory = std::move(verdict->told);
  return outcome;
}

Outcome Writer::set_entry(const model::Command& command, const model::SetEntry& intent, Batch& batch) {
  return change_directory(command, intent, decide::set_entry, false, batch);
}

Outcome Writer::remove_entry(const model::Command& command, const model::RemoveEntry& intent, Batch& batch) {
  return change_directory(command, intent, decide::remove_entry, false, batch);
}

Outcome Writer::import_directory(const model::Command& command, const model::ImportDirectory& intent, Batch& batch) {
  return change_directory(command, intent, decide::import_directory, intent.dry_run, batch);
}

}  // namespace docket::partition

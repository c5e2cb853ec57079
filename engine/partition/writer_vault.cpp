// What the writer does with the vault: personal values kept, subjects erased. The other parts of Writer are writer.cpp
// and writer_decide.cpp.
#include "engine/base/log.hpp"
#include "engine/partition/writer.hpp"

namespace docket::partition {

namespace {

const std::vector<std::string>& erased_by(const model::Event& event) {
  static const std::vector<std::string> none;
  const auto* data = std::get_if<model::CaseEvent>(&event.data);
  return data == nullptr ? none : data->erased;
}

}  // namespace

// The personal values after an event that brought some; null once they are too many to carry along. Values do not say
// whose they are: after an erasure none of the case is carried on, and whoever needs one reads it again.
model::PersonalValuesPtr Writer::grown(const ChangedCase& subject, const decide::Change& change) const {
  if (!erased_by(change.event).empty()) return nullptr;
  const bool known = subject.after == nullptr || subject.personal != nullptr;
  if (!known || change.personal.empty()) return subject.personal;
  auto values = subject.personal == nullptr ? std::make_shared<model::PersonalValues>()
                                            : std::make_shared<model::PersonalValues>(*subject.personal);
  for (const auto& row : change.personal) {
    for (const auto& [pointer, value] : row.values) values->emplace(std::pair(row.sequence.value, pointer), value);
  }
  if (values->size() > options_.personal_max) return nullptr;
  return values;
}

// One seal per event and subject; the keys travel beside the case, so that none is looked up or unwrapped again.
void Writer::keep(const std::vector<model::PersonalRow>& personal, ChangedCase& changed, Batch& batch) {
  for (const auto& row : personal) changed.ring = world_.vault.seal(row, changed.ring, world_.random, batch.rows);
}

// From here on memory holds the key no more. A batch on its way may still carry it; that one is done before this one
// goes.
void Writer::erase(const model::Event& event, ChangedCase& changed, Batch& batch) {
  for (const auto& subject : erased_by(event)) {
    changed.ring = world_.vault.erase(event.org, event.case_id, subject, changed.ring, batch.rows);
    cases_.drop(event.case_id);
    batch.erases = true;
  }
}

// The erasure is committed: should scrubbing fail, only those who asked for it are told that the outcome is unknown.
// The next start tries again, and until then nothing more is written.
void Writer::scrub(Batch& batch) {
  const auto scrubbed = vault::scrub_erased(world_.store);
  if (scrubbed) return;
  failed_ = true;
  log::error("erased keys may still stand in files; writing stops, a restart scrubs them",
             {{"error", scrubbed.error().detail}});
  for (auto& outcome : batch.outcomes) {
    const auto* accepted = std::get_if<model::Accepted>(&outcome);
    if (accepted != nullptr && !erased_by(accepted->event).empty())
      outcome = Error(Errc::storage_failed, scrubbed.error().detail);
  }
}

}  // namespace docket::partition

#include "engine/partition/surroundings.hpp"

#include <chrono>
#include <nlohmann/json.hpp>

#include "engine/journal/keys.hpp"
#include "engine/partition/writer.hpp"
#include "workflows/numbering.hpp"

namespace docket::partition {

namespace keys = journal::keys;

template <typename T>
std::optional<T> WriterSurroundings::sound(Result<T> result) {
  if (result) return std::move(*result);
  if (!error_) error_ = result.error();
  return std::nullopt;
}

model::CasePtr WriterSurroundings::find(const model::CaseId& id) {
  auto looked = sound(writer_.look_up(id, batch_));
  return looked && *looked ? (*looked)->after : nullptr;
}

workflows::DefinitionPtr WriterSurroundings::offered(const std::string& workflow) {
  return writer_.world_.definitions.offered(workflow);
}

workflows::DefinitionPtr WriterSurroundings::pinned(const model::Case& subject) {
  return sound(writer_.world_.definitions.pinned(subject.workflow.hash)).value_or(nullptr);
}

std::optional<workflows::Value> WriterSurroundings::personal(const model::Case& subject,
                                                             const workflows::Reference& place) {
  const auto looked = sound(writer_.look_up(subject.id, batch_));
  if (!looked || !*looked) return std::nullopt;
  if (!vault::opens((*looked)->ring, place.subject, {place.sequence})) return std::nullopt;  // erased, perhaps just now
  auto values = (*looked)->personal;
  if (values == nullptr) {  // too many to carry
    auto stored = sound(writer_.world_.reader.personal(subject.org, subject.id));
    if (!stored) return std::nullopt;
    values = std::make_shared<const model::PersonalValues>(std::move(*stored));
  }
  const auto found = values->find(model::PersonalOrder::View(place.sequence, place.pointer));
  return found == values->end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string> WriterSurroundings::subjects(const model::Case& subject) {
  const auto looked = sound(writer_.look_up(subject.id, batch_));
  std::vector<std::string> living;
  if (!looked || !*looked || (*looked)->ring == nullptr) return living;
  for (const auto& [name, key] : *(*looked)->ring) living.push_back(name);
  return living;
}

model::CaseId WriterSurroundings::fresh_id() {
  auto& ids = writer_.world_.ids != nullptr ? *writer_.world_.ids : writer_.world_.random;
  return model::CaseId(make_uuid7("case", batch_.now, virtual_partition(writer_.directory_->org.str()), ids.next()));
}

std::uint64_t WriterSurroundings::next_number(const std::string& number_template) {
  const std::chrono::year_month_day today(workflows::local_date(batch_.now));
  const int year = workflows::is_yearly(number_template) ? static_cast<int>(today.year()) : 0;
  const auto series = keys::series(writer_.directory_->org, number_template, year);
  auto& taken = series_[series];
  if (taken == 0) taken = sound(writer_.last_number(series, batch_)).value_or(0);
  return ++taken;
}

std::uint64_t WriterSurroundings::load(const model::UserId& user) {
  return sound(writer_.tally(keys::load(writer_.directory_->org, user), batch_)).value_or(0);
}

std::uint64_t WriterSurroundings::next_turn(const std::string& policy, const model::UserId& user) {
  return sound(writer_.tally(keys::turn(writer_.directory_->org, policy, user), batch_)).value_or(0);
}

std::uint64_t WriterSurroundings::last_turn(const std::string& policy) {
  return sound(writer_.tally(keys::turn(writer_.directory_->org, policy, {}), batch_)).value_or(0);
}

template <typename Passes>
void WriterSurroundings::add_uncommitted(std::vector<model::CaseId>& found, Passes passes) const {
  for (const auto* batch : {&batch_, const_cast<const Batch*>(writer_.on_its_way_.get())}) {
    if (batch == nullptr) continue;
    for (const auto& [id, changed] : batch->cases)
      if (changed.after->org == writer_.directory_->org && passes(changed)) found.push_back(changed.after->id);
  }
}

std::vector<model::CaseId> WriterSurroundings::of_same_people(const model::Case& subject) {
  const auto looked = sound(writer_.look_up(subject.id, batch_));
  const auto ring = looked && *looked ? (*looked)->ring : nullptr;
  auto found = sound(writer_.world_.vault.known(subject.org, ring)).value_or(std::vector<model::CaseId>());
  add_uncommitted(found, [&ring](const ChangedCase& other) { return vault::share_somebody(ring, other.ring); });
  return found;
}

std::vector<model::CaseId> WriterSurroundings::with_external_no(const std::string& external_no) {
  return with_field(keys::by_external_no(writer_.directory_->org, external_no), "external_no", external_no);
}

std::string WriterSurroundings::fingerprint(const std::string& row) {
  return writer_.world_.vault.fingerprint(writer_.directory_->org, row);
}

std::vector<model::CaseId> WriterSurroundings::with_fingerprint(const std::string& fingerprint) {
  return with_field(keys::by_fingerprint(writer_.directory_->org, fingerprint), "ledger_row", fingerprint);
}

std::vector<model::CaseId> WriterSurroundings::with_field(const std::string& prefix, std::string_view field,
                                                          const std::string& text) {
  constexpr std::size_t several = 16;
  std::vector<model::CaseId> found;
  const auto rows =
      sound(writer_.world_.store.scan(journal::Family::index, {prefix, keys::prefix_end(prefix), several, true}));
  for (const auto& row : rows.value_or(std::vector<journal::Entry>()))
    if (auto id = keys::unpack_case(std::string_view(row.key).substr(prefix.size()))) found.push_back(std::move(*id));
  add_uncommitted(found, [&field, &text](const ChangedCase& other) {
    const auto& data = other.after->data.json();
    const auto value = data.find(field);
    return value != data.end() && value->is_string() && value->get_ref<const std::string&>() == text;
  });
  return found;
}

}  // namespace docket::partition

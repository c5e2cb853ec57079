#include "engine/index/rows.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/journal/keys.hpp"

namespace docket::index {
namespace {

namespace keys = journal::keys;
using journal::Family;

std::string text_of(const model::Case& subject, std::string_view field) {
  const auto& data = subject.data.json();
  const auto text = data.find(field);
  return text != data.end() && text->is_string() ? text->get<std::string>() : std::string();
}

bool is_protected(const model::Case& subject) {
  return subject.protection.level == model::Level::confidential || subject.protection.level == model::Level::sealed;
}

// Every table an ordinary case stands in.
void add_ordinary(const model::Case& subject, std::vector<std::string>& places) {
  const auto id = keys::pack_case(subject.id);
  places.push_back(keys::all_cases(subject.org) + id);
  places.push_back(keys::by_workflow(subject.org, subject.workflow.id) + id);
  places.push_back(keys::by_state(subject.org, subject.state) + id);
  if (const auto area = text_of(subject, "area"); !area.empty())
    places.push_back(keys::by_area(subject.org, area) + id);
  if (!subject.assignment) return;
  for (const auto& name : keys::assignee_names(*subject.assignment))
    places.push_back(keys::by_assignee(subject.org, name) + id);
}

// A protected case stands in no table that others read: only with the people it is open to, by name.
void add_protected(const model::Case& subject, std::vector<std::string>& places) {
  const auto id = keys::pack_case(subject.id);
  std::set<std::string> names;
  for (const auto& reader : subject.protection.readers) names.insert("user:" + reader.str());
  if (subject.assignment) names.merge(keys::assignee_names(*subject.assignment));
  for (const auto& name : names) places.push_back(keys::by_person(subject.org, name) + id);
  if (subject.protection.level == model::Level::confidential) places.push_back(keys::confidential(subject.org) + id);
}

std::vector<std::string> places_of(const model::Case* subject) {
  std::vector<std::string> places;
  if (subject == nullptr) return places;
  if (const auto external_no = text_of(*subject, "external_no"); !external_no.empty())
    places.push_back(keys::by_external_no(subject->org, external_no) + keys::pack_case(subject->id));
  if (const auto fingerprint = text_of(*subject, "ledger_row"); !fingerprint.empty())
    places.push_back(keys::by_fingerprint(subject->org, fingerprint) + keys::pack_case(subject->id));
  if (is_protected(*subject)) {
    add_protected(*subject, places);
  } else {
    add_ordinary(*subject, places);
    places.push_back(keys::by_opener(subject->org, subject->opened_by) + keys::pack_case(subject->id));
  }
  return places;
}

bool has(const std::vector<std::string>& places, const std::string& place) {
  return std::ranges::find(places, place) != places.end();
}

}  // namespace

std::optional<std::string> counter_of(const model::Case& subject) {
  if (is_protected(subject)) return std::nullopt;
  return keys::counter(subject.org, subject.workflow.id, subject.state);
}

void append_rows(const model::Case* before, const model::Case& after, std::vector<journal::Row>& rows,
                 CounterChanges& counters) {
  if (before == nullptr)
    rows.push_back({Family::index, keys::number(after.org, after.number), keys::pack_case(after.id)});
  const auto left = places_of(before);
  const auto entered = places_of(&after);
  for (const auto& place : left)
    if (!has(entered, place)) rows.push_back({Family::index, place, std::nullopt});
  for (const auto& place : entered)
    if (!has(left, place)) rows.push_back({Family::index, place, ""});
  const auto counted = before == nullptr ? std::nullopt : counter_of(*before);
  const auto counts = counter_of(after);
  if (counted == counts) return;
  if (counted) --counters[*counted];
  if (counts) ++counters[*counts];
}

std::vector<std::string> expected_keys(const model::Case& subject) {
  auto expected = places_of(&subject);
  expected.push_back(keys::number(subject.org, subject.number));
  return expected;
}

}  // namespace docket::index

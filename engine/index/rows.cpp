#include "engine/index/rows.hpp"

#include <set>

#include "engine/journal/keys.hpp"

namespace docket::index {
namespace {

namespace keys = journal::keys;
using journal::Family;

std::string state_key(const model::Case& subject) {
  return keys::by_state(subject.org, subject.state) + keys::pack_case(subject.id);
}

std::set<std::string> assignee_keys(const model::Case* subject) {
  std::set<std::string> keys;
  if (subject == nullptr || !subject->assignment) return keys;
  for (const auto& name : keys::assignee_names(*subject->assignment))
    keys.insert(keys::by_assignee(subject->org, name) + keys::pack_case(subject->id));
  return keys;
}

}  // namespace

void append_rows(const model::Case* before, const model::Case& after, std::vector<journal::Row>& rows,
                 CounterChanges& counters) {
  if (before == nullptr) {
    rows.push_back({Family::index, keys::number(after.org, after.number), keys::pack_case(after.id)});
    rows.push_back({Family::index, keys::all_cases(after.org) + keys::pack_case(after.id), ""});
  }
  if (before == nullptr || before->state != after.state) {
    if (before != nullptr) {
      rows.push_back({Family::index, state_key(*before), std::nullopt});
      --counters[keys::counter(before->org, before->workflow.id, before->state)];
    }
    rows.push_back({Family::index, state_key(after), ""});
    ++counters[keys::counter(after.org, after.workflow.id, after.state)];
  }
  const auto left = assignee_keys(before);
  const auto got = assignee_keys(&after);
  for (const auto& key : left)
    if (!got.contains(key)) rows.push_back({Family::index, key, std::nullopt});
  for (const auto& key : got)
    if (!left.contains(key)) rows.push_back({Family::index, key, ""});
}

std::vector<std::string> expected_keys(const model::Case& subject) {
  std::vector<std::string> expected = {keys::number(subject.org, subject.number),
                                       keys::all_cases(subject.org) + keys::pack_case(subject.id), state_key(subject)};
  for (const auto& key : assignee_keys(&subject)) expected.push_back(key);
  return expected;
}

}  // namespace docket::index

#include "engine/index/rows.hpp"

#include "engine/journal/keys.hpp"

namespace docket::index {
namespace {

namespace keys = journal::keys;
using journal::Family;

std::string state_key(const model::Case& subject) {
  return keys::by_state(subject.org, subject.state) + keys::pack_case(subject.id);
}

std::string assignee_key(const model::Case& subject) {
  return keys::by_assignee(subject.org, keys::assignee_name(*subject.assignment)) + keys::pack_case(subject.id);
}

std::string assignee_or_none(const model::Case& subject) {
  return subject.assignment ? assignee_key(subject) : std::string();
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
  const auto old_assignee = before == nullptr ? std::string() : assignee_or_none(*before);
  const auto new_assignee = assignee_or_none(after);
  if (old_assignee == new_assignee) return;
  if (!old_assignee.empty()) rows.push_back({Family::index, old_assignee, std::nullopt});
  if (!new_assignee.empty()) rows.push_back({Family::index, new_assignee, ""});
}

std::vector<std::string> expected_keys(const model::Case& subject) {
  std::vector<std::string> expected = {keys::number(subject.org, subject.number),
                                       keys::all_cases(subject.org) + keys::pack_case(subject.id), state_key(subject)};
  if (subject.assignment) expected.push_back(assignee_key(subject));
  return expected;
}

}  // namespace docket::index

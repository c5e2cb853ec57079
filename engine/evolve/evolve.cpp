#include "engine/evolve/evolve.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/base/ensure.hpp"

namespace docket::evolve {
namespace {

using model::Case;
using model::CaseEvent;
using model::Event;

Case opened(const Event& event, const CaseEvent& data) {
  Case subject;
  subject.id = event.case_id;
  subject.org = event.org;
  subject.number = data.number;
  subject.workflow = data.workflow;
  subject.opened = event.time;  // an imported case began when somebody came
  subject.opened_by = event.actor;
  subject.data = workflows::Value::object();
  return subject;
}

void remember(Case& subject, const Event& event, const CaseEvent& data) {
  auto& done = subject.history[data.action];
  if (done.count == 0) done.first = event.recorded;
  ++done.count;
  done.last = event.recorded;
  done.by = event.actor;
}

void set_fields(Case& subject, const CaseEvent& data) {
  if (data.set.json().empty()) return;
  nlohmann::json merged = subject.data.json();
  merged.update(data.set.json());
  subject.data = workflows::Value(std::move(merged));
}

}  // namespace

Case evolve(const Case* before, const Event& event) {
  const auto* data = std::get_if<CaseEvent>(&event.data);
  ENSURE(data != nullptr, "only an event of a case changes a case");
  ENSURE(event.sequence.value == (before == nullptr ? 0 : before->sequence.value) + 1,
         "events fold in order, without a gap");
  Case subject = before == nullptr ? opened(event, *data) : *before;
  if (data->to != subject.state) {
    subject.previous_state = subject.state;
    subject.state = data->to;
    subject.entered = before == nullptr ? event.time : event.recorded;
  }
  subject.ended = data->ended;
  subject.sequence = event.sequence;
  subject.updated = event.recorded;
  subject.cycle = data->cycle;
  if (data->reopens || data->released) subject.assignment.reset();
  if (data->assigned) subject.assignment = data->assigned;
  if (data->protection) subject.protection = *data->protection;
  for (const auto& link : data->unlinks) std::erase(subject.links, link);
  subject.links.insert(subject.links.end(), data->links.begin(), data->links.end());
  for (const auto& erased : data->erased) {
    if (std::ranges::find(subject.erased, erased) == subject.erased.end()) subject.erased.push_back(erased);
  }
  set_fields(subject, *data);
  remember(subject, event, *data);
  return subject;
}

}  // namespace docket::evolve

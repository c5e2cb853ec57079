#include "engine/decide/of_the_org.hpp"

namespace docket::decide {

model::Event event_of_the_org(const model::Command& command, std::string name, const model::OrgId& org,
                              std::uint64_t last_sequence, Timestamp now) {
  model::Event event;
  event.org = org;
  event.sequence = {last_sequence + 1};
  event.name = std::move(name);
  event.time = now;
  event.recorded = now;
  event.actor = command.actor.user;
  event.correlation = command.correlation;
  event.traceparent = command.traceparent;
  return event;
}

Decision of_the_org(const model::Command& command, std::string name, const Facts& facts) {
  Decision decision;
  decision.first.event = event_of_the_org(command, std::move(name), facts.directory.org, facts.org_sequence, facts.now);
  return decision;
}

}  // namespace docket::decide

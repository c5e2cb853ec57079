#include "engine/decide/of_the_org.hpp"

namespace docket::decide {

Decision of_the_org(const model::Command& command, std::string name, const Facts& facts) {
  Decision decision;
  auto& event = decision.first.event;
  event.org = facts.directory.org;
  event.sequence = {facts.org_sequence + 1};
  event.name = std::move(name);
  event.time = facts.now;
  event.recorded = facts.now;
  event.actor = command.actor.user;
  event.correlation = command.correlation;
  event.traceparent = command.traceparent;
  return decision;
}

}  // namespace docket::decide

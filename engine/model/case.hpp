// One opinion or dispute as it stands: what `decide` needs, folded from its events by `evolve` and changed
// nowhere else. A value; shared as shared_ptr<const Case> between the partition and whoever reads it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "engine/base/clock.hpp"
#include "engine/model/event.hpp"
#include "engine/model/ids.hpp"
#include "workflows/value.hpp"

namespace docket::model {

// Digest of what happened, per action: guards ask this instead of scanning the log.
struct Done {
  std::uint32_t count = 0;
  Timestamp first;
  Timestamp last;
  UserId by;  // who did it last
  friend bool operator==(const Done&, const Done&) = default;
};

struct Case {
  CaseId id;
  OrgId org;
  std::string number;
  WorkflowRef workflow;
  std::string state;
  std::string previous_state;  // for actions that lead back
  Sequence sequence;
  std::uint32_t cycle = 1;
  Timestamp opened;
  UserId opened_by;
  Timestamp updated;
  Timestamp entered;   // when the state was entered
  bool ended = false;  // the state is an outcome or final
  std::optional<Assignment> assignment;
  Protection protection;
  std::vector<Link> links;
  std::vector<std::string> erased;  // subjects whose personal values were destroyed, at least once
  workflows::Value data;            // an object: case fields; personal ones are references
  std::map<std::string, Done> history;
  friend bool operator==(const Case&, const Case&) = default;
};

// The case that this one was merged into; null when it was not.
const Link* master_of(const Case& subject);

using CasePtr = std::shared_ptr<const Case>;

}  // namespace docket::model

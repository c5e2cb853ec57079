// What a decision may look at besides the case and the command. Resolved by the partition; values and
// references that live as long as the call.
#pragma once

#include "engine/base/clock.hpp"
#include "engine/model/case.hpp"
#include "engine/model/directory.hpp"
#include "engine/model/event.hpp"
#include "engine/model/rejection.hpp"
#include "workflows/calendar.hpp"
#include "workflows/definition.hpp"

namespace docket::decide {

struct Facts {
  const model::Directory& directory;
  const workflows::Calendar& calendar;
  Timestamp now;                   // the moment the partition took the batch
  model::CaseId fresh_id;          // for a case that opens
  std::uint64_t next_number = 1;   // of the series (org, workflow, year)
  std::uint64_t org_sequence = 0;  // last sequence of the org's own stream
};

// A yes: the event, and the personal values that were taken out of it.
struct Decision {
  model::Event event;
  std::vector<model::PersonalRow> personal;
};

using Verdict = std::expected<Decision, model::Rejection>;

}  // namespace docket::decide

// The only place where a case changes: fold one event. Pure, and in need of nothing but the event — no
// definition, no calendar, no clock — so the same events give the same case for ever. A change here that
// would fold released events to another case is a new journal::evolve_version.
#pragma once

#include "engine/model/case.hpp"
#include "engine/model/event.hpp"

namespace docket::evolve {

// `before` is null for the event that opens the case. The event must be the next one of that case.
model::Case evolve(const model::Case* before, const model::Event& event);

}  // namespace docket::evolve

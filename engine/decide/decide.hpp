// Says yes or no. Pure: no I/O, no clock, no randomness; everything it looks at is in its parameters. A verb
// per file: open.cpp begins a case, act.cpp moves one, staff.cpp changes the org itself; perform.cpp holds
// the preconditions that opening and acting share, in the order a caller meets them: input, guards, effects.
#pragma once

#include "engine/decide/facts.hpp"
#include "engine/model/command.hpp"

namespace docket::decide {

// Begins a case with `definition`, which is the one the catalogue offers today.
Verdict open(const model::Command& command, const model::OpenCase& intent, const workflows::Definition& definition,
             const Facts& facts);

// Moves `subject` with the definition it is pinned to.
Verdict act(const model::Command& command, const model::ActOnCase& intent, const model::Case& subject,
            const workflows::Definition& definition, const Facts& facts);

Verdict create_token(const model::Command& command, const model::CreateToken& intent, const Facts& facts);

// What the definition asks for that the engine does not run yet: such a definition must not be served.
workflows::Problems unsupported(const workflows::Definition& definition);

}  // namespace docket::decide

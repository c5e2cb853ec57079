// Says yes or no. Pure: no I/O, no clock, no randomness; everything it looks at is in its parameters. A verb
// per file: open.cpp begins a case, act.cpp moves one, staff.cpp changes the org itself; perform.cpp holds
// the preconditions that opening and acting share, in the order a caller meets them: input, names, guards, effects.
// One command may change several cases (links, a case opened beside); all of it is one decision.
#pragma once

#include "engine/decide/facts.hpp"
#include "engine/model/command.hpp"
#include "engine/model/outcome.hpp"
#include "workflows/queues.hpp"

namespace docket::decide {

// Begins a case with `definition`, which is the one the catalogue offers today.
Verdict open(const model::Command& command, const model::OpenCase& intent, const workflows::DefinitionPtr& definition,
             const Facts& facts);

// Moves `subject` with the definition it is pinned to.
Verdict act(const model::Command& command, const model::ActOnCase& intent, const model::Case& subject,
            const workflows::Definition& definition, const Facts& facts);

// Whoever registers cases gives out a new code when the slip of paper is lost.
Verdict issue_code(const model::Command& command, const model::Case& subject, const Facts& facts);

Verdict create_token(const model::Command& command, const model::CreateToken& intent, const Facts& facts);

// `known`: the token exists.
Verdict revoke_token(const model::Command& command, const model::RevokeToken& intent, bool known, const Facts& facts);

// The hook exists in the actor's org; else it is a model::unknown_hook.
// What a hook may name.
struct Offer {
  const workflows::Queues& queues;
  std::set<std::string> workflows;
  std::vector<model::OrgId> orgs;  // whose queues may be watched
};
// `others`: how many the org has.
Verdict create_hook(const model::Command& command, const model::CreateHook& intent, std::size_t others,
                    const Offer& offer, const Facts& facts);
Verdict change_hook(const model::Command& command, const model::ChangeHook& intent, const model::Hook& hook,
                    const Offer& offer, const Facts& facts);
// `overlaps`: the secret before the last still signs.
Verdict rotate_hook(const model::Command& command, const model::RotateHook& intent, const model::Hook& hook,
                    bool overlaps, const Facts& facts);
Verdict test_hook(const model::Command& command, const model::TestHook& intent, const model::Hook& hook,
                  const Facts& facts);
Verdict replay_hook(const model::Command& command, const model::ReplayHook& intent, const model::Hook& hook,
                    const Facts& facts);
// How a queue stands: its ordinary cases.
struct Standing {
  std::uint64_t count = 0;
  std::optional<Timestamp> oldest;  // since when it waits
};
// A moment that the hook waits for; whether there is something to tell was asked before.
Verdict come_due(const model::Command& command, const model::ComeDue& intent, const model::Hook& hook,
                 const Standing& standing, const Facts& facts);
Verdict delete_hook(const model::Command& command, const model::DeleteHook& intent, const Facts& facts);

// The cases that a ledger opens, each with its event, and the rows that are there already. Refused with a sentence for
// each row that no case can be made of; then nothing is opened.
struct Import {
  std::vector<Change> opens;
  model::Imported told;
};
std::expected<Import, model::Rejection> import_cases(const model::Command& command, const model::ImportCases& intent,
                                                     const workflows::DefinitionPtr& definition, const Facts& facts);

}  // namespace docket::decide

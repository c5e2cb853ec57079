// What a decision may look at besides the case and the command. Values and references that live as long as the call.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/model/case.hpp"
#include "engine/model/directory.hpp"
#include "engine/model/event.hpp"
#include "engine/model/rejection.hpp"
#include "workflows/calendar.hpp"
#include "workflows/definition.hpp"
#include "workflows/form.hpp"

namespace docket::decide {

// The cases and counts around the one that is decided, as the commands before this one leave them: committed, on
// their way, or of the same batch. Asked only for what a rule or an effect needs. Whoever answers remembers a failure
// of the store; the decision is then dropped, so these answers need no error.
class Surroundings {
 public:
  virtual ~Surroundings() = default;
  virtual model::CasePtr find(const model::CaseId& id) = 0;                   // null: there is no such case
  virtual workflows::DefinitionPtr offered(const std::string& workflow) = 0;  // to new cases; null: none
  virtual workflows::DefinitionPtr pinned(const model::Case& subject) = 0;
  // What a reference in that case's data stands for; nothing once it was erased.
  virtual std::optional<workflows::Value> personal(const model::Case& subject, const workflows::Reference& place) = 0;
  // Whom that case holds personal values of: not those that were erased, unless something was said about them since.
  virtual std::vector<std::string> subjects(const model::Case& subject) = 0;
  virtual model::CaseId fresh_id() = 0;
  // Of the series of that template, which all workflows that have it share; counts on with each call.
  virtual std::uint64_t next_number(const std::string& number_template) = 0;
  virtual std::uint64_t load(const model::UserId& user) = 0;  // open cases they answer for
  // Places in a weighted round robin: where that person's next turn lies (0: they never had one), and where the last
  // turn of anybody lay.
  virtual std::uint64_t next_turn(const std::string& policy, const model::UserId& user) = 0;
  virtual std::uint64_t last_turn(const std::string& policy) = 0;
  // Other cases that somebody of this case is known in by telephone or identity number, the newest ones; and those with
  // the number that another system gave it. Whether the actor may see them is for whoever asks.
  virtual std::vector<model::CaseId> of_same_people(const model::Case& subject) = 0;
  virtual std::vector<model::CaseId> with_external_no(const std::string& external_no) = 0;
  // A keyed hash of a ledger's row: the same row has the same one, and nobody can tell the row from it.
  virtual std::string fingerprint(const std::string& row) = 0;
  virtual std::vector<model::CaseId> with_fingerprint(const std::string& fingerprint) = 0;
};

struct Facts {
  const model::Directory& directory;
  const workflows::Calendar& calendar;
  Timestamp now;                   // the moment the partition took the batch
  std::uint64_t org_sequence = 0;  // last sequence of the org's own stream
  Surroundings& around;
};

// An event of one case and the personal values that were taken out of it.
struct Change {
  model::Event event;
  std::vector<model::PersonalRow> personal;
  workflows::DefinitionPtr definition = nullptr;  // of a case that this opens; else null
};

// A yes: what happens to the case itself, and to others in the same commit; each case at most once.
struct Decision {
  Change first;
  std::vector<Change> others;
};

using Verdict = std::expected<Decision, model::Rejection>;

}  // namespace docket::decide

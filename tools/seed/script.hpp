// The life of one case as a list of timed steps, drawn as a whole before it begins: what is done, by whom, when, and
// where it leads. Pure: the same story and stream give the same script. Steps behind the end of the window are there
// too and stay undone, so such a case is simply open. What a step says (its input) is made when it is due: words.hpp.
#pragma once

#include <string_view>
#include <vector>

#include "tools/seed/story.hpp"

namespace docket::seed {

// Whom the driver looks up when the step is due.
enum class Who : std::uint8_t {
  desk,        // the voter's window: opens cases
  voter,       // the petitioner with the query code
  clerk,       // any; of a sealed case one who may see it
  deputy,      // of the village
  mediator,    // any
  supervisor,  // any
  assignee,    // who has the case
  worker,      // who has the case, or somebody of the unit that does the work
  system,
};

struct Step {
  Timestamp at;
  std::string_view action;
  std::string_view state;  // entered; empty: it stays
  Who who = Who::clerk;
  std::uint8_t detail = 0;  // which party, document, obligation, …: what the action means by it
  Timestamp appointed{};    // a moment to come that the input names
};

struct Obligation {
  Date due;
  int yuan = 0;  // 0: something to do
};

struct Script {
  std::vector<Step> steps;
  std::vector<Obligation> obligations;

  std::string_view state_at(Timestamp instant) const;  // empty: not open yet
  Timestamp first(std::string_view state) const;       // entered; Timestamp::max() when never
  Timestamp ended() const;                             // first entry into an outcome
  Timestamp ended_for_good() const;                    // after which nothing reopens it
};

// The documents that a step `attach` brings, by its detail.
inline constexpr std::string_view documents[] = {"reply",         "served_proof",     "notice",       "application",
                                                 "rights_notice", "mediation_record", "visit_record", "agreement",
                                                 "oral_register", "evidence",         "confirmation"};
std::uint8_t document(std::string_view kind);

// What an assignment leaves to whom: the detail of `assign` and `rehandle`.
enum class Assigning : std::uint8_t { policy, policy_with_unit, by_name };

bool is_outcome(std::string_view state);

// `at`: when it comes in. A repeat of an open case is merged at its second moment.
Script opinion_script(const Town& town, const Story& story, Timestamp at);
Script dispute_script(const Town& town, const Story& story, Timestamp at);
Script script_of(const Town& town, const Story& story, Timestamp at);

// A pen that writes a script: a moment that moves on with each wait.
class Pen {
 public:
  Pen(const Town& town, const Machine& machine, Stream stream, Timestamp at)
      : town(town), machine(machine), stream(stream), now(at) {}

  void wait(std::string_view duration, double factor = 1);  // drawn
  void wait_working(double days) { now = town.office().later(now, days); }
  void wait_days(double days) { now = town.office().days_later(now, days); }
  void at_least(Timestamp instant) { now = std::max(now, instant); }
  bool chance(std::string_view share) { return stream.chance(machine.share(share)); }
  void step(std::string_view action, std::string_view state, Who who, std::uint8_t detail = 0,
            Timestamp appointed = {});
  void attach(std::string_view kind, Who who = Who::clerk) { step("attach", "", who, document(kind)); }

  const Town& town;
  const Machine& machine;
  Stream stream;
  Timestamp now;
  Script script;
};

}  // namespace docket::seed

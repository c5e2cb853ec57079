// A workflow: a versioned state machine, as values. A Definition exists only parsed and linted, is immutable,
// and is known by the hash of its resolved form (shared actions and due profiles merged in), so that a
// running case can be pinned to it. Made by `parse_definition`; shared between threads through
// shared_ptr<const Definition>.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "workflows/duration.hpp"
#include "workflows/form.hpp"
#include "workflows/guard.hpp"
#include "workflows/problem.hpp"
#include "workflows/value.hpp"

namespace docket::workflows {

enum class StateKind { initial, active, wait, outcome, final };
enum class ClockMode { run, pause, stop };

struct State {
  std::string id;
  Label label;         // for staff
  Label public_label;  // for the citizen
  StateKind kind = StateKind::active;
  ClockMode clock = ClockMode::run;
};

struct Guard {
  std::string id;
  Rule when;
  Label otherwise;  // the sentence a refused user reads
};

// Which states an action leaves.
struct From {
  bool nothing = false;  // it opens a case (`null` in the file)
  bool any = false;      // `"*"`
  bool open = false;     // `"open"`: the clock runs or pauses
  std::vector<std::string> states;
};

enum class TargetKind { state, same, previous };
struct Target {
  TargetKind kind = TargetKind::same;
  std::string state;  // for TargetKind::state
};

// Effects run in order after the guards; rules see the input with references in place of personal values.
struct SetEffect {  // case field ← value of the rule
  std::vector<std::pair<std::string, Rule>> fields;
};
struct KeepEffect {  // case field ← the input member of the same name, where the input has one
  std::vector<std::string> fields;
};
struct AssignEffect {                 // at least one of user, unit and policy
  std::optional<Rule> user;           // the person who answers for it; null leaves the choice to the policy
  std::optional<Rule> unit;           // the unit that does the work
  std::optional<Rule> co;             // a list of further people
  std::optional<std::string> policy;  // chooses the person when the rule names nobody
  std::vector<std::string> roles;     // the people must hold one of them
  std::optional<Rule> why;
};
struct ReopenEffect {};   // begins the next cycle, drops the assignment
struct ReleaseEffect {};  // takes the case from whoever has it
struct OpenEffect {       // opens a case of another workflow in the same commit, linked both ways
  std::string workflow;
  std::string action;
  std::string relation;                             // of this case to the new one
  std::vector<std::pair<std::string, Rule>> input;  // its form; a null value leaves the member out
};
struct LinkEffect {  // links to the case named by the rule, both ends in the same commit
  Rule other;
  Rule relation;
};
struct UnlinkEffect {  // takes back every link of that relation, both ends
  std::string relation;
};
struct ProtectEffect {          // who may see the case from this event on
  Rule level;                   // public, internal, confidential or sealed
  std::optional<Rule> readers;  // a list of people; null: those the org names for such cases
  std::optional<Rule> against;  // the unit that is accused: its people never see a sealed case
};
struct EraseEffect {  // destroys what is known about one subject of the case, for good
  Rule subject;       // the word of its `x-subject`; `case` for what has none
};
using Effect = std::variant<SetEffect, KeepEffect, AssignEffect, ReopenEffect, ReleaseEffect, OpenEffect, LinkEffect,
                            UnlinkEffect, ProtectEffect, EraseEffect>;

// How the policy of an assignment chooses among the people of a role: each step narrows the circle and is left out
// when it would leave nobody; absent, recused and fully loaded people are never in it.
enum class PolicyStep { area, category, unit, least_load, round_robin };
struct Policy {
  std::string id;
  Label label;
  std::vector<std::string> roles;
  std::vector<PolicyStep> steps;
};

// A member of the form with `x-ref`; `many`: a list of them. Members of lists of objects are not followed.
struct InputReference {
  std::vector<std::string> path;  // of member names, from the top of the input
  std::string kind;               // user, unit, area, case
  bool many = false;
  bool assigned = false;  // an assignment names it: it says who could be named instead
};

struct Action {
  std::string id;
  Label label;
  std::string event;  // the word the log keeps, past tense
  From from;
  Target to;
  std::vector<std::string> roles;
  Form input;
  std::vector<InputReference> references;  // what of the input names people, units, villages or cases
  std::vector<std::string> guards;
  std::vector<Effect> effects;
  std::optional<Label> pending;  // what it waits for; such an action is listed and refused with this sentence
};

// A trigger that starts or stops a time limit: entering a state, or an event's word.
struct Trigger {
  enum class Kind { enter, event } kind = Kind::enter;
  std::string name;
  friend bool operator==(const Trigger&, const Trigger&) = default;
};

struct Extension {
  Duration by;
  int times = 1;
  bool total = false;              // `by` is the new total from the start, not an addition
  std::vector<std::string> roles;  // who approves
  bool all_parties = false;        // and every party's consent is on record
  std::string basis;
};

// Carried and linted here; computed by the issue on time limits.
struct Deadline {
  std::string id;
  Label label;
  std::vector<Trigger> start;
  std::vector<Trigger> stop;
  std::optional<Duration> within;        // absent: `due_field` alone decides
  std::optional<std::string> due_field;  // a date in the input or the case that overrides `within`
  std::optional<std::string> per_item;   // one instance per element of that list
  bool profile = false;                  // a due profile overrides `within` and `extend`
  bool once_per_cycle = false;
  bool restart_on_redispatch = false;
  bool roll_next_workday = false;
  bool legal = false;
  std::string basis;  // the article, or 默认 with its reason
  std::vector<std::string> pause_in;
  std::vector<Moment> remind;
  std::optional<Moment> yellow;
  std::optional<Moment> red;
  std::optional<Extension> extend;
  Label on_breach;                           // consequence, for people
  std::optional<std::string> breach_action;  // the action `system` then takes
};

struct DueProfile {
  std::string id;
  Label label;
  std::map<std::string, std::string> match;  // case field → value
  Duration within;
  std::optional<Duration> first_contact;
  bool external_earlier = false;  // an external due date wins if earlier
  bool legal = false;
  bool fallback = false;
  std::string basis;
  std::optional<Extension> extend;
};

// What makes two cases of a workflow the same matter (`x-matter` of the fields): of one kind, their texts alike.
struct Matter {
  std::vector<std::string> kinds;  // fields that must be equal
  std::vector<std::string> texts;  // fields that are compared together
};

struct Definition {
  std::string id;
  int version = 1;
  std::string hash;  // hex SHA-256 of `resolved`
  Label label;
  std::string number;  // template of the human case number
  Value fields;        // JSON Schema properties of the case data
  Matter matter;
  std::vector<State> states;    // by kind, then by id: the way a case usually goes
  std::vector<Action> actions;  // by id
  std::map<std::string, Guard> guards;
  std::map<std::string, Policy> policies;
  std::vector<Deadline> deadlines;
  std::vector<DueProfile> profiles;  // the first match wins
  Value resolved;                    // canonical document: what the hash covers and the database stores

  const State* state(std::string_view id) const;
  const Action* action(std::string_view id) const;
  // True when `action` may leave `state` (nullptr: no case yet).
  bool leaves(const Action& action, const State* state) const;
};

using DefinitionPtr = std::shared_ptr<const Definition>;

}  // namespace docket::workflows

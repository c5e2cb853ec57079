// A fact, past tense. One action gives one event in its case; `evolve` needs nothing but the event. The shape
// of the data is the engine's: what the definition decides is written out (state, assignment, values set), so
// that folding never asks a definition, calendar or directory. Personal values are references
// (workflows::make_reference).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/model/hook.hpp"
#include "engine/model/ids.hpp"
#include "workflows/value.hpp"

namespace docket::model {

struct WorkflowRef {
  std::string id;
  int version = 1;
  std::string hash;
  friend bool operator==(const WorkflowRef&, const WorkflowRef&) = default;
};

// Whose turn it was when a policy chose: the strides of a weighted round robin, so that the next choice follows
// from the log alone.
struct Turn {
  std::string policy;
  std::uint64_t from = 0;  // where this turn lay
  std::uint64_t next = 0;  // where the chosen person's next one lies
  friend bool operator==(const Turn&, const Turn&) = default;
};

struct Assignment {
  UserId user;             // the person who answers for the case; may be empty
  UnitId unit;             // the unit that does the work; may be empty, never both
  std::vector<UserId> co;  // further people
  std::string why;         // who chose and by what rule, in a sentence; no personal data
  std::optional<Turn> turn;
  friend bool operator==(const Assignment&, const Assignment&) = default;
};

// One end of a link; the other case has the other end, written in the same commit.
struct Link {
  std::string relation;  // of this case to `other`: "merged_into", "has_member", …
  CaseId other;
  friend bool operator==(const Link&, const Link&) = default;
};

// Who may see a case, in growing closeness. `public_` could be shown to anybody, and is served like `internal`.
enum class Level { public_, internal, confidential, sealed };
std::string_view level_name(Level level);
std::optional<Level> read_level(std::string_view name);

struct Protection {
  Level level = Level::internal;
  std::vector<UserId> readers;  // of a confidential or sealed case
  UnitId against;               // the accused unit: its people never see a sealed case
  friend bool operator==(const Protection&, const Protection&) = default;
};

// docket.case.<name>.v1
struct CaseEvent {
  WorkflowRef workflow;
  std::string action;
  std::string from;  // state left; empty when the event opens the case
  std::string to;    // state entered (the same for an action that stays)
  std::uint32_t cycle = 1;
  std::string number;  // the human number; only in the opening event
  bool reopens = false;
  bool released = false;   // nobody has the case any more
  bool ended = false;      // the state entered is an outcome or final
  workflows::Value input;  // an object
  workflows::Value set;    // an object: case fields ← values
  std::optional<Assignment> assigned;
  std::optional<Protection> protection;
  std::vector<Link> links;          // ends that this event adds
  std::vector<Link> unlinks;        // ends that it takes away
  std::vector<std::string> erased;  // subjects whose personal values it destroys
  friend bool operator==(const CaseEvent&, const CaseEvent&) = default;
};

// docket.org.token_created.v1
struct TokenCreated {
  TokenId token;
  UserId user;
  std::optional<Timestamp> expires;
  friend bool operator==(const TokenCreated&, const TokenCreated&) = default;
};

// docket.org.token_revoked.v1
struct TokenRevoked {
  TokenId token;
  friend bool operator==(const TokenRevoked&, const TokenRevoked&) = default;
};

// docket.org.hook_created.v1
struct HookCreated {
  Hook hook;  // its owner is the event's actor
  friend bool operator==(const HookCreated&, const HookCreated&) = default;
};

// docket.org.hook_changed.v1: what is absent stays as it was.
struct HookChanged {
  HookId hook;
  std::optional<HookFilter> filter;
  std::optional<Watch> watch;
  std::optional<bool> paused;
  std::string why;  // "gone": its receiver wants nothing any more; "failing": no answer for days; empty: asked for
  friend bool operator==(const HookChanged&, const HookChanged&) = default;
};

// docket.org.hook_rotated.v1: it signs with a new secret, for a day with the one before too.
struct HookRotated {
  HookId hook;
  friend bool operator==(const HookRotated&, const HookRotated&) = default;
};

// docket.org.hook_tested.v1: told to that hook alone.
struct HookTested {
  HookId hook;
  friend bool operator==(const HookTested&, const HookTested&) = default;
};

// docket.org.hook_replayed.v1: told again what it was told, or could not be, in that part of the log; with
// `failed_since` only what was given up since then, wherever it lies.
struct HookReplayed {
  HookId hook;
  std::uint64_t from = 0;  // offsets, both told
  std::uint64_t to = 0;
  std::optional<Timestamp> failed_since;
  friend bool operator==(const HookReplayed&, const HookReplayed&) = default;
};

// docket.org.hook_secret_retired.v1: the secret before signs no more.
struct HookSecretRetired {
  HookId hook;
  friend bool operator==(const HookSecretRetired&, const HookSecretRetired&) = default;
};

// docket.org.queue_aged.v1, docket.org.queue_digest.v1: a moment that a hook waits for has come. Told to it alone.
struct QueueMoment {
  HookId hook;
  std::string queue;
  Timestamp moment;         // when it came due; after a downtime earlier than the event
  std::uint64_t count = 0;  // ordinary cases in the queue
  std::optional<Timestamp> oldest;
  OrgId org = {};               // whose queue
  std::chrono::seconds age{0};  // how long the oldest was to wait, for `queue_aged`
  friend bool operator==(const QueueMoment&, const QueueMoment&) = default;
};

// docket.org.hook_deleted.v1
struct HookDeleted {
  HookId hook;
  friend bool operator==(const HookDeleted&, const HookDeleted&) = default;
};

// An entry of the directory as it is from then on: JSON text in its one form; "": it is not there any more.
struct EntryChange {
  std::string kind;  // "org", "unit", "area", "user"
  std::string id;
  std::string value;
  friend bool operator==(const EntryChange&, const EntryChange&) = default;
};

// docket.org.directory_changed.v1: one edit, or all that one import did to the org.
struct DirectoryChanged {
  bool imported = false;  // from a file: later imports take these for what the file said
  std::vector<EntryChange> changes;
  friend bool operator==(const DirectoryChanged&, const DirectoryChanged&) = default;
};

// A case entered a queue, or left it; `count` ordinary cases stand in it then.
struct QueueMove {
  std::string queue;
  bool entered = false;
  std::uint64_t count = 0;
  friend bool operator==(const QueueMove&, const QueueMove&) = default;
};

struct Event {
  OrgId org;
  CaseId case_id;  // empty for an event of the org's own stream
  Sequence sequence;
  std::string name;    // the definition's word: "assigned"
  Timestamp time;      // when it happened, as told: of a ledger the day somebody came, else `recorded`
  Timestamp recorded;  // when the partition took the batch
  UserId actor;
  std::string causation;  // id of the event of another case that brought this one; may be empty
  std::string correlation;
  std::string traceparent;
  // The case is confidential or sealed, before the event or after it: whoever may not read the case gets the event
  // without its data.
  bool guarded = false;
  // Queues that its case entered and left by it, with the filters of that day. What is protected stands in none.
  std::vector<QueueMove> moves = {};
  std::variant<CaseEvent, TokenCreated, TokenRevoked, HookCreated, HookChanged, HookRotated, HookTested, HookDeleted,
               HookReplayed, HookSecretRetired, QueueMoment, DirectoryChanged>
      data;

  std::string id() const;      // "<case id>-<sequence>", for an org "<org>-<sequence>"
  std::string source() const;  // "/orgs/<org>/cases/<case id>", "/orgs/<org>"
  std::string type() const;    // "docket.case.<name>.v1", "docket.org.<name>.v1"
  friend bool operator==(const Event&, const Event&) = default;
};

// What was taken out of an event and belongs to one subject: an immutable row of the vault, written in the same
// commit.
struct PersonalRow {
  OrgId org;
  CaseId case_id;
  std::string subject;
  Sequence sequence;
  std::map<std::string, workflows::Value> values;  // by JSON pointer into the input
  // By what the subject is known again, from this event on: kind ("phone") → its normal form. Kept as a keyed hash
  // only.
  std::map<std::string, std::string> identities = {};
};

}  // namespace docket::model

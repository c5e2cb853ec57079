// What somebody wants. A command carries everything that is not in the case: who asks, what with, and —
// stamped by the door — the moment and the fresh ids. Values; moved through the mailbox.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/model/entry.hpp"
#include "engine/model/hook.hpp"
#include "engine/model/ids.hpp"
#include "workflows/value.hpp"

namespace docket::model {

struct Actor {
  UserId user;
  std::vector<std::string> roles;
  UnitId unit;
  TokenId token;
  CaseId only;          // a voter with a query code: this case and no other
  bool intake = false;  // may open cases and nothing else: a public form, the station's desk
  OrgId org = {};       // where they work; empty for a voter with a query code
  bool holds(std::string_view role) const;
};

// What finds a case by its query code and proves that the caller has it (engine/query_code.hpp).
struct QueryCode {
  std::string lookup;
  std::string hash;  // 32 bytes
};

struct OpenCase {
  std::string workflow;
  std::string action;
  workflows::Value input;
  std::optional<QueryCode> code = {};  // the row of the petitioner's code, written with the case
};

// A row of a ledger: a case to open.
struct ImportRow {
  std::size_t line = 0;  // of the file, for sentences
  workflows::Value input;
  std::string text;                   // what the row says: the same row is known again by it
  std::optional<Timestamp> happened;  // when somebody came; absent: now
};

// Opens a case for each row, or none at all; rows that were imported before are left out.
struct ImportCases {
  std::string workflow;
  std::string action;
  std::vector<ImportRow> rows;
  bool dry_run = false;  // everything is asked, nothing is written
};

// A new query code for a case; the one before opens it no more.
struct IssueCode {
  CaseId case_id;
  QueryCode code;
};

struct ActOnCase {
  CaseId case_id;
  std::string action;
  workflows::Value input;
  std::vector<Sequence> expected;  // If-Match: any of these; empty: no condition
};

// A new access token of `user`; the secret's hash becomes a row of its own, never part of the event.
struct CreateToken {
  TokenId token;
  UserId user;
  std::string secret_hash;  // hex SHA-256
  std::optional<Timestamp> expires;
};

// From its commit on the token opens nothing.
struct RevokeToken {
  TokenId token;
};

// A new web hook of the actor's. Address and secret are sealed into a row of their own.
struct CreateHook {
  Hook hook;  // its org and owner are the actor's
  std::string url;
  std::string secret;
};

// What is absent stays as it is.
struct ChangeHook {
  HookId hook;
  std::optional<std::vector<std::string>> types, workflows, queues, areas;  // HookFilter
  std::optional<bool> below;
  std::optional<Watch> watch;
  std::optional<bool> paused;
  std::string why = {};  // HookChanged::why
};

struct RotateHook {
  HookId hook;
  std::string secret;
};

struct TestHook {
  HookId hook;
};

// What it was told is told again; see HookReplayed.
struct ReplayHook {
  HookId hook;
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  std::optional<Timestamp> failed_since;
};

// Nothing is told to it any more.
struct DeleteHook {
  HookId hook;
};

// A moment that was waited for has come: from the timers, as the system. Asked twice, it comes once.
struct ComeDue {
  HookId hook;
  HookMoment which;
  Timestamp moment;
};

// An entry of the actor's org, new or changed; its id stands in the value.
struct SetEntry {
  EntryKind kind = EntryKind::user;
  std::string id;
  workflows::Value value;
  std::vector<Sequence> expected;  // If-Match: any of these versions; empty: no condition
};

struct RemoveEntry {
  EntryKind kind = EntryKind::user;
  std::string id;
  std::vector<Sequence> expected;
};

// What the file of the directory says. The system's own command is about all orgs, anybody else's about theirs.
struct ImportDirectory {
  workflows::Value document;
  bool dry_run = false;    // everything is asked, nothing is written
  bool overwrite = false;  // also what was edited since the last import
};

using Intent =
    std::variant<OpenCase, ImportCases, ActOnCase, IssueCode, CreateToken, RevokeToken, CreateHook, ChangeHook,
                 RotateHook, TestHook, ReplayHook, DeleteHook, ComeDue, SetEntry, RemoveEntry, ImportDirectory>;

// A write that may be repeated safely: the caller's key and a keyed hash of the whole request.
struct IdempotencyKey {
  std::string key;           // as sent, scoped to the actor by the writer
  std::string request_hash;  // 32 bytes
};

struct Command {
  Actor actor;
  Intent intent;
  std::optional<IdempotencyKey> idempotency;
  std::string correlation;  // request id of the door
  std::string traceparent;  // may be empty
};

}  // namespace docket::model

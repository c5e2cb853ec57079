// A fact, past tense. One action gives one event in its case; `evolve` needs nothing but the event. The shape
// of the data is the engine's: what the definition decides is written out (state, assignment, values set), so
// that folding never asks a definition, calendar or directory. Personal values are references
// (workflows::make_reference).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/model/ids.hpp"
#include "workflows/value.hpp"

namespace docket::model {

struct WorkflowRef {
  std::string id;
  int version = 1;
  std::string hash;
  friend bool operator==(const WorkflowRef&, const WorkflowRef&) = default;
};

struct Assignment {
  UserId user;      // a person, or
  UnitId unit;      // a unit; exactly one is filled
  std::string why;  // who chose and by what rule, in a sentence; no personal data
  friend bool operator==(const Assignment&, const Assignment&) = default;
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
  workflows::Value input;  // an object
  workflows::Value set;    // an object: case fields ← values
  std::optional<Assignment> assigned;
  friend bool operator==(const CaseEvent&, const CaseEvent&) = default;
};

// docket.org.token_created.v1
struct TokenCreated {
  TokenId token;
  UserId user;
  std::optional<Timestamp> expires;
  friend bool operator==(const TokenCreated&, const TokenCreated&) = default;
};

struct Event {
  OrgId org;
  CaseId case_id;  // empty for an event of the org's own stream
  Sequence sequence;
  std::string name;    // the definition's word: "assigned"
  Timestamp time;      // when it happened, as told
  Timestamp recorded;  // when the partition took the batch
  UserId actor;
  std::string correlation;
  std::string traceparent;
  std::variant<CaseEvent, TokenCreated> data;

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
};

}  // namespace docket::model

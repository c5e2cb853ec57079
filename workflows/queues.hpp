// Saved filters over cases: what stands in config/queues.json. A filter asks only what a case itself says, never what
// time it is, so a case moves between queues by its own events alone. Values; the file is checked against the
// definitions.
#pragma once

#include <expected>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "workflows/catalog.hpp"
#include "workflows/problem.hpp"
#include "workflows/value.hpp"

namespace docket::workflows {

struct FieldTest {
  std::string field;
  std::set<std::string, std::less<>> in;  // the field is one of these texts; empty: not asked
  std::optional<double> at_least;         // or a number, this or more
};

struct Queue {
  std::string id;
  Label label;
  std::set<std::string, std::less<>> workflows;
  std::set<std::string, std::less<>> states;  // empty: any
  std::optional<bool> assigned;               // somebody has it, or nobody
  std::optional<bool> ended;                  // an outcome or final state, or neither
  std::uint32_t cycle_at_least = 1;
  std::vector<FieldTest> fields;  // all hold
  bool by_assignee = false;       // one queue for each person who has cases in it
};

struct Queues {
  std::vector<Queue> all;
  Value source;  // as read; the store keeps it, so that a change is noticed
  const Queue* find(std::string_view id) const;
};

// `catalog` absent: what the definitions have is not asked.
std::expected<Queues, Problems> parse_queues(const Value& document, const Catalog* catalog);

}  // namespace docket::workflows

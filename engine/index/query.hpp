// What a search asks and what a page answers. Values.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/case.hpp"
#include "workflows/queues.hpp"

namespace docket::index {

// Where the cases of one person stand in the index; what they may not see is sorted out by `sees` all the same.
struct Circle {
  std::string asker;                   // a cursor is theirs alone
  std::vector<std::string> names;      // "user:…", "unit:…": cases given to them, opened by them, open to them by name
  std::vector<std::string> areas;      // all ordinary cases of these villages
  std::vector<std::string> workflows;  // all ordinary cases of these workflows
  bool whole = false;                  // all ordinary cases of the org
  bool confidential = false;           // and all confidential ones
  std::vector<model::OrgId> below;     // all ordinary cases of these orgs
  std::function<bool(const model::Case&)> sees;
};

struct Query {
  model::OrgId org;
  Circle circle;
  std::optional<std::string> workflow;
  std::optional<std::string> state;
  std::optional<std::string> assignee;        // "user:…" or "unit:…", as keys::assignee_names spells them
  std::map<std::string, std::string> fields;  // of the case's data: area, category, …
  bool newest_first = false;
  std::size_t limit = 50;  // 1…200, checked at the door
  std::string cursor;      // from the last page; "" begins
};

struct Page {
  std::vector<model::Case> cases;  // in the order of opening
  std::string next;                // "" when this is the last page
};

struct StateCount {
  std::string workflow;
  std::string state;
  std::uint64_t count = 0;
};

struct QueueCount {
  const workflows::Queue* queue;
  std::uint64_t count = 0;
  std::optional<Timestamp> oldest;  // since when the first of them waits
};

}  // namespace docket::index

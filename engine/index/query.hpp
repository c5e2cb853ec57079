// What a search asks and what a page answers. Values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/model/case.hpp"

namespace docket::index {

struct Query {
  model::OrgId org;
  std::optional<std::string> workflow;
  std::optional<std::string> state;
  std::optional<std::string> assignee;  // "user:…" or "unit:…", as keys::assignee_names spells them
  std::size_t limit = 50;               // 1…200, checked at the door
  std::string cursor;                   // from the last page; "" begins
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

}  // namespace docket::index

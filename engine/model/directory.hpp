// The people of one org: users with their roles and units, the villages, who takes what. A value that the door
// hands to each decision as it stands at that moment; replaced as a whole when the file is read again.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/ids.hpp"
#include "workflows/problem.hpp"

namespace docket::model {

struct Absence {
  std::chrono::sys_days from;  // first and last local day
  std::chrono::sys_days to;
};

struct User {
  UserId id;
  std::string name;
  std::vector<std::string> roles;
  UnitId unit;                            // may be empty
  std::vector<std::string> areas;         // villages whose cases are theirs to see and to be given
  std::vector<std::string> categories;    // what a policy gives them first; empty: anything
  std::optional<std::uint32_t> capacity;  // open cases; at that number a policy passes them over
  std::uint32_t weight = 1;               // share of a round robin
  std::vector<Absence> absences;
  UserId substitute;  // acts in their place while they are absent; may be empty
  bool holds(const std::string& role) const;
  bool holds_any(const std::vector<std::string>& wanted) const;  // of no roles: everybody does
  bool absent_on(std::chrono::sys_days day) const;
};

struct Unit {
  UnitId id;
  workflows::Label label;
  std::vector<std::string> workflows;  // its people see all cases of these: the studio sees disputes
};

struct Area {
  std::string id;
  workflows::Label label;
};

struct Directory {
  OrgId org;
  OrgId parent;  // the org above, whose supervisors see its cases; may be empty
  workflows::Label label;
  std::string short_name;              // stands in case numbers
  std::vector<UserId> sealed_readers;  // who may take up an accusation when nobody is named
  std::map<UserId, User> users;
  std::map<UserId, User> left;  // for this org no more: their names stay known, nothing opens for them
  std::map<UnitId, Unit> units;
  std::map<std::string, Area> areas;  // empty: any name is taken
  const User* user(const UserId& id) const;
  std::vector<std::string> users_with(const std::vector<std::string>& roles) const;  // ids, as holds_any
};

using DirectoryPtr = std::shared_ptr<const Directory>;

}  // namespace docket::model

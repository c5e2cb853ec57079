// The people of one org: users with their roles and units. A value that the door hands to each decision as it
// stands at that moment; replaced as a whole when the file is read again.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/ids.hpp"
#include "workflows/problem.hpp"

namespace docket::model {

struct User {
  UserId id;
  std::string name;
  std::vector<std::string> roles;
  UnitId unit;  // may be empty
  bool holds(const std::string& role) const;
  bool holds_any(const std::vector<std::string>& wanted) const;  // of no roles: everybody does
};

struct Unit {
  UnitId id;
  workflows::Label label;
};

struct Directory {
  OrgId org;
  workflows::Label label;
  std::string short_name;  // stands in case numbers
  std::map<UserId, User> users;
  std::map<UnitId, Unit> units;
  const User* user(const UserId& id) const;
  std::vector<std::string> users_with(const std::vector<std::string>& roles) const;  // ids, as holds_any
};

using DirectoryPtr = std::shared_ptr<const Directory>;

}  // namespace docket::model

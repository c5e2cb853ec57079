// The smallest definition worth breaking: three states, four actions, a guard, a time limit. Tests patch it
// (RFC 6902) and look at what the parser says.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "workflows/definition.hpp"

namespace docket::workflows {

nlohmann::json minimal_definition();
nlohmann::json minimal_common();

// What is wrong with the minimal definition after `patch`; empty when nothing is.
Problems problems_after(const std::string& patch);

bool speaks_of(const Problems& problems, const std::string& pointer);
std::string listing(const Problems& problems);

// The file at `path` from the repository root.
nlohmann::json read_json(const std::string& path);

}  // namespace docket::workflows

// A definition's file → its resolved document: shared actions, guards and due profiles that it uses merged
// in, what only editors need (`$schema`) taken out. And the hash that stands for it. Private to the parser.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "workflows/problem.hpp"
#include "workflows/value.hpp"

namespace docket::workflows {

nlohmann::json resolve(const nlohmann::json& document, const nlohmann::json& common, Problems& problems);

// Hex SHA-256 of the canonical text.
std::string content_hash(const Value& resolved);

}  // namespace docket::workflows

// What an input names must exist: people, units, villages, cases.
#pragma once

#include <expected>
#include <nlohmann/json_fwd.hpp>

#include "engine/decide/facts.hpp"
#include "engine/model/command.hpp"

namespace docket::decide {

// Every name that the form marks with `x-ref`. A case that the actor may not see does not exist.
std::expected<void, model::Rejection> check_references(const model::Command& command, const nlohmann::json& input,
                                                       const workflows::Action& action, const Facts& facts);

// The value at `path` of `input`; null when a member on the way is missing.
const nlohmann::json* value_at(const nlohmann::json& input, const std::vector<std::string>& path);

// The case as that person sees it: null when it is hidden from them.
model::CasePtr seen_case(const model::Command& command, const std::string& id, const Facts& facts);

}  // namespace docket::decide

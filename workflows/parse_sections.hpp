// The parser's rooms: one function per section of a definition, each reporting every problem it finds and
// returning what it could read. Private to the parser.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "workflows/definition.hpp"
#include "workflows/members.hpp"

namespace docket::workflows {

std::vector<State> parse_states(Members& document);

// `fields` are what {"$ref": "#/fields/<field>"} in an input means.
std::vector<Action> parse_actions(Members& document, const nlohmann::json& fields);
std::vector<Effect> parse_effects(Members& action);
std::map<std::string, Guard> parse_guards(Members& document);
std::map<std::string, Policy> parse_policies(Members& document);

std::vector<Deadline> parse_deadlines(Members& document);
std::vector<DueProfile> parse_profiles(Members& document);

// The rule at `pointer`, or its problems and nothing.
std::optional<Rule> parse_rule(const nlohmann::json& rule, const std::string& pointer, Problems& problems);

}  // namespace docket::workflows

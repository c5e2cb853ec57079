// The linter's rooms. Each looks at one kind of mistake in a definition that could be read.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "workflows/definition.hpp"

namespace docket::workflows {

inline constexpr std::string_view known_roles[] = {"voter",      "clerk",   "deputy", "mediator", "handler",
                                                   "supervisor", "auditor", "admin",  "system"};

// The members of an action's form as the file has them, a {"$ref"} to a field unresolved. Not the compiled
// form: that is empty when the schema has a mistake, and its echoes would hide the mistake.
const nlohmann::json& input_members(const Definition& definition, const Action& action);

bool is_role(std::string_view role);
void lint_roles(const std::vector<std::string>& roles, const std::string& pointer, Problems& problems);

// Actions name states, guards, roles and fields that exist; no guard is left over.
Problems lint_references(const Definition& definition);

// A case can begin, every state can be reached, and no state that asks for work is a dead end.
Problems lint_graph(const Definition& definition);

// Texts say whether they are personal; properties have titles, choices have labels.
Problems lint_fields(const Definition& definition);

// Rules read only what exists.
Problems lint_rules(const Definition& definition);

// Time limits can start and stop, and name states, events, actions, fields and roles that exist.
Problems lint_deadlines(const Definition& definition);

}  // namespace docket::workflows

// JSON text → Definition, or every problem at once (shape, unknown keys, references, lint). `common` holds
// what all workflows share (actions, guards, due profiles); it is merged in before the hash is taken, so a
// change there is a change of every definition that uses it.
#pragma once

#include <expected>

#include "workflows/definition.hpp"

namespace docket::workflows {

// `document` as in config/workflows/*.json; `common` as in config/workflows/common.json, or null.
std::expected<DefinitionPtr, Problems> parse_definition(const Value& document, const Value& common);

// Shape alone of what all workflows share; whether its fields and states exist is known only in a definition.
Problems check_common(const Value& common);

// The resolved form as stored in the database (Definition::resolved): nothing to merge, hash recomputed.
std::expected<DefinitionPtr, Problems> parse_resolved(const Value& resolved);

// Lint alone: reachable states, states that cannot be left, labels, guards and roles that exist, deadlines
// that can stop, text fields that do not say whether they are personal. Called by both parsers.
Problems lint(const Definition& definition);

}  // namespace docket::workflows

// A form's schema in words that any JSON Schema tool knows, as it describes what an event holds of an input: titles
// and descriptions are texts (Chinese first), and where a personal value stood there is the reference to it. `x-labels`
// and `x-ref` stay, for people. Pure; the twin of Form::cut.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "workflows/problem.hpp"

namespace docket::workflows {

nlohmann::json plain_schema(const nlohmann::json& form);

// "登记 / Register"
std::string plain_text(const Label& label);

}  // namespace docket::workflows

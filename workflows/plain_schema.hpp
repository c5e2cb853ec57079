// The schema of a form or of a case's field in words that any JSON Schema tool knows: titles and descriptions are texts
// (Chinese first), and a personal value is described as those meet it who are told. `x-labels` and `x-ref` stay, for
// people. Pure; as a reference the twin of Form::cut.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "workflows/problem.hpp"

namespace docket::workflows {

// How a personal value is met: in an event as a reference to it; in an input as it is given; on reading in clear,
// covered, or as null when it was destroyed.
enum class Personal { referred_to, given, shown };

nlohmann::json plain_schema(const nlohmann::json& form, Personal personal = Personal::referred_to);

// "登记 / Register"
std::string plain_text(const Label& label);

}  // namespace docket::workflows

// Why a rule has no value, private to the guard_*.cpp files: thrown where it is found, caught in
// Rule::evaluate and Rule::holds. Sentences name operators and kinds of values, never the values themselves:
// they may be personal.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "workflows/guard_node.hpp"
#include "workflows/problem.hpp"

namespace docket::workflows {

struct GuardRefusal {
  Label sentence;
};

[[noreturn]] void refuse(Label sentence);

// "`+` cannot work with text: …"; `wanted` says what it takes instead.
[[noreturn]] void refuse_kind(Operator code, const nlohmann::json& found, const Label& wanted);

// 列表 / a list
Label kind_of(const nlohmann::json& value);

}  // namespace docket::workflows

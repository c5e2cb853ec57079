// The compiled form of a rule, private to the guard_*.cpp files: a tree whose literals stay in the rule's own
// document, so that compiling and evaluating copy nothing. The table of operators says what each is called
// and how many arguments it takes; a rule with another number of them does not load.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <string_view>
#include <vector>

#include "workflows/guard.hpp"

namespace docket::workflows {

enum class Operator : std::uint8_t {
  variable,
  missing,
  missing_some,
  choose,
  equal,
  strict_equal,
  not_equal,
  strict_not_equal,
  negate,
  truth,
  any_of,
  all_of,
  greater,
  greater_equal,
  less,
  less_equal,
  maximum,
  minimum,
  add,
  subtract,
  multiply,
  divide,
  remainder,
  map,
  filter,
  reduce,
  all,
  none,
  some,
  merge,
  contains,
  concatenate,
  substring,
  log,
  days_between,
  working_days_between,
};

struct OperatorEntry {
  std::string_view name;
  Operator code;
  std::size_t arguments_min;
  std::size_t arguments_max;
};

constexpr std::size_t any_number = std::numeric_limits<std::size_t>::max();

// Null when there is no such operator.
const OperatorEntry* find_operator(std::string_view name);

// The published spelling; `?:` reads as `if`.
std::string_view name_of(Operator code);

// `map`, `filter`, `reduce`, `all`, `none`, `some`: the second argument looks at one element, not at the
// whole data.
bool iterates(Operator code);

struct Rule::Node {
  enum class Kind : std::uint8_t {
    literal,    // `value` as it stands
    list,       // an array with operations among its elements
    operation,  // `code` applied to `children`
  };

  Kind kind = Kind::literal;
  Operator code = Operator::log;
  const nlohmann::json* value = nullptr;  // into the rule's document
  std::vector<Node> children;
};

}  // namespace docket::workflows

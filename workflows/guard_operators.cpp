#include <algorithm>
#include <array>

#include "workflows/guard_node.hpp"

namespace docket::workflows {
namespace {

// Sorted by name, so that finding is a binary search.
constexpr auto table = std::to_array<OperatorEntry>({
    {"!", Operator::negate, 1, 1},
    {"!!", Operator::truth, 1, 1},
    {"!=", Operator::not_equal, 2, 2},
    {"!==", Operator::strict_not_equal, 2, 2},
    {"%", Operator::remainder, 2, 2},
    {"*", Operator::multiply, 1, any_number},
    {"+", Operator::add, 0, any_number},
    {"-", Operator::subtract, 1, 2},
    {"/", Operator::divide, 2, 2},
    {"<", Operator::less, 2, 3},
    {"<=", Operator::less_equal, 2, 3},
    {"==", Operator::equal, 2, 2},
    {"===", Operator::strict_equal, 2, 2},
    {">", Operator::greater, 2, 2},
    {">=", Operator::greater_equal, 2, 2},
    {"?:", Operator::choose, 0, any_number},
    {"all", Operator::all, 2, 2},
    {"and", Operator::all_of, 1, any_number},
    {"cat", Operator::concatenate, 0, any_number},
    {"days_between", Operator::days_between, 2, 2},
    {"filter", Operator::filter, 2, 2},
    {"if", Operator::choose, 0, any_number},
    {"in", Operator::contains, 2, 2},
    {"log", Operator::log, 1, 1},
    {"map", Operator::map, 2, 2},
    {"max", Operator::maximum, 0, any_number},
    {"merge", Operator::merge, 0, any_number},
    {"min", Operator::minimum, 0, any_number},
    {"missing", Operator::missing, 0, any_number},
    {"missing_some", Operator::missing_some, 2, 2},
    {"none", Operator::none, 2, 2},
    {"or", Operator::any_of, 1, any_number},
    {"reduce", Operator::reduce, 3, 3},
    {"some", Operator::some, 2, 2},
    {"substr", Operator::substring, 2, 3},
    {"var", Operator::variable, 0, 2},
    {"working_days_between", Operator::working_days_between, 2, 2},
});
static_assert(std::ranges::is_sorted(table, {}, &OperatorEntry::name));

}  // namespace

const OperatorEntry* find_operator(std::string_view name) {
  const auto* const entry = std::ranges::lower_bound(table, name, {}, &OperatorEntry::name);
  return entry != table.end() && entry->name == name ? entry : nullptr;
}

std::string_view name_of(Operator code) {
  if (code == Operator::choose) return "if";
  return std::ranges::find(table, code, &OperatorEntry::code)->name;
}

bool iterates(Operator code) {
  switch (code) {
    case Operator::map:
    case Operator::filter:
    case Operator::reduce:
    case Operator::all:
    case Operator::none:
    case Operator::some:
      return true;
    default:
      return false;
  }
}

}  // namespace docket::workflows

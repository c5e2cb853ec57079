// What JSONLogic makes of values of different kinds, in the strict profile, private to the guard_*.cpp files:
// truth, numbers in text, equality, order, text. Whatever has no one meaning in the published engines is
// refused.
#pragma once

#include <compare>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "workflows/guard_node.hpp"

namespace docket::workflows {

// 0, "", null, [] and false are false; an object is refused.
bool is_true(const nlohmann::json& value);

// A number, or a plain decimal numeral in text ("12", "-0.5").
double to_number(Operator code, const nlohmann::json& value);

// Whole results become integers, so that 6/2 is 3 and there is no negative zero; infinite ones are refused.
nlohmann::json from_number(Operator code, double number);

// A whole number that is not too large to count with.
long to_whole(Operator code, const nlohmann::json& value);

bool loosely_equal(Operator code, const nlohmann::json& left, const nlohmann::json& right);
bool strictly_equal(Operator code, const nlohmann::json& left, const nlohmann::json& right);

// Two texts by code points, otherwise two numbers.
std::partial_ordering order(Operator code, const nlohmann::json& left, const nlohmann::json& right);

// Text, numbers as JSON writes them, and true or false.
std::string to_text(Operator code, const nlohmann::json& value);

// JSONLogic's substr on code points; a negative start counts from the end, a negative length leaves so many
// out.
std::string substring(std::string_view text, long start);
std::string substring(std::string_view text, long start, long length);

}  // namespace docket::workflows

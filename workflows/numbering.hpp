// Human case numbers from a template: `（{org}）民意〔{year}〕{seq:04}号`. `{org}` is the org's short name,
// `{year}` the local year, `{seq}` or `{seq:04}` the next number of the series: that of the org, the template and,
// where it says `{year}`, the year. So no two cases of an org have the same number, of whatever workflow.
// `{congress}` and `{inspection}` are filled from the org's settings by later issues.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "workflows/problem.hpp"

namespace docket::workflows {

// Empty when the template can be filled.
Problems check_number_template(std::string_view text);

// Does the series begin anew each year?
bool is_yearly(std::string_view text);

std::string format_number(std::string_view text, std::string_view org, int year, std::uint64_t sequence);

}  // namespace docket::workflows

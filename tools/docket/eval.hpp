// `docket workflow eval`: evaluates guards outside a case, for authors and for tests against other engines.
// Reads one document {"rule": …, "data": …} and writes its value; in a batch, one document per line and
// {"value": …} per line. What has no value gives {"error": {"code", "problems": [{"pointer", "zh-CN",
// "en"}]}}, code one of `document-invalid`, `rule-invalid`, `guard-error`.
#pragma once

#include <iosfwd>

#include "workflows/calendar.hpp"

namespace docket::tools {

// The exit code: 0, or 5 when a single document has no value. A batch reports errors in its lines only.
int run_eval(std::istream& input, std::ostream& output, bool batch, const workflows::Calendar& calendar);

}  // namespace docket::tools

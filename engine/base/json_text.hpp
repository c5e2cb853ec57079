// Writing JSON by appending: for bytes that are written once and served many times.
#pragma once

#include <string>
#include <string_view>

namespace docket {

// A JSON string with its quotes. `text` must be UTF-8.
void append_json_string(std::string& out, std::string_view text);

// `"name":"text"`, preceded by a comma unless `out` ends with an opening brace.
void append_member(std::string& out, std::string_view name, std::string_view text);
// `"name":` alone, for a value that follows.
void append_name(std::string& out, std::string_view name);

}  // namespace docket

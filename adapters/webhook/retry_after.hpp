// When somebody who could not take it wants to be asked again: `Retry-After`, RFC 9110 §10.2.3. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace docket::webhook {

// A number of seconds or a date, of which `now` is taken away; what is past is 0, what is far is about a year. Nothing
// when it is neither.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view text, std::chrono::sys_seconds now);

// The three forms of RFC 9110 §5.6.7. Two digits of a year are of 1970 to 2069.
std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text);

}  // namespace docket::webhook

// The headers of a write that are more than text: If-Match, Idempotency-Key, traceparent. Pure.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http/message.hpp"
#include "adapters/http/problem.hpp"
#include "engine/model/ids.hpp"

namespace docket::http {

// Versions one of which must be the case's own; empty: no condition (or `*`: any version of an existing
// case). A list without a strong "v<n>" matches nothing: then it holds sequence 0, which no case has.
std::expected<std::vector<model::Sequence>, Reason> read_if_match(const Head& head);

// The key without its optional quotes.
std::expected<std::optional<std::string>, Reason> read_idempotency_key(const Head& head);

// The header when it is valid (W3C Trace Context), else "": an invalid one begins a new trace, it is no
// error.
std::string_view read_traceparent(const Head& head);

}  // namespace docket::http

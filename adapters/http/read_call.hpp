// Awaiting a long read: the work runs on the reader pool and makes the whole answer there.
#pragma once

#include <functional>

#include "adapters/http/call.hpp"

namespace docket::http {

// Answers 503 when the pool is full or the deadline passes first. `work` holds copies, no views of the
// request.
Awaitable<Response> read_aside(Call& call, std::move_only_function<Response()> work);

}  // namespace docket::http

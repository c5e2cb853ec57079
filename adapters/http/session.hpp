// One connection's life: read a header, pass the gate, find the route and the caller, read the body, let the
// handler answer, write; again until somebody has had enough. Requests are served one at a time, so a
// pipelining client waits in its own socket. Clocks are set here and looked at by the reaper.
#pragma once

#include <memory>

#include "adapters/http/connection.hpp"

namespace docket::http {

Awaitable<void> run_session(std::unique_ptr<Connection> connection);

}  // namespace docket::http

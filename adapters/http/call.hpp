// One call on its way through a handler: the request, what the handler may use, and where it waits for other
// threads.
#pragma once

#include "adapters/http/app.hpp"
#include "adapters/http/message.hpp"
#include "adapters/http/pending.hpp"

namespace docket::http {

struct Call {
  App& app;
  Pending& pending;
  const Request& request;

  Pending::Instant deadline() const { return std::chrono::steady_clock::now() + app.options.answer_wait_max; }
};

}  // namespace docket::http

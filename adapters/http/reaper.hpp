// Ends what takes too long. One loop per worker looks at every connection a few times a second instead of
// arming a timer per request; so each limit is kept to within `sweep_every`.
#pragma once

#include "adapters/http/worker.hpp"

namespace docket::http {

Awaitable<void> reap(Worker& worker);

}  // namespace docket::http

// The queues as one person sees them, counted, as the JSON that is served and streamed.
#pragma once

#include <string>

#include "adapters/http/services.hpp"

namespace docket::http {

index::Query queue_query(const Services& services, const model::Actor& actor);

// {"queues":[{"id","label","count","oldest_at"}…]}
Result<std::string> queue_list(const Services& services, const model::Actor& actor);

}  // namespace docket::http

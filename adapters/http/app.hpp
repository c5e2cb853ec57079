// What all connections share: the services, the routes, the metrics, definitions rendered once. Any thread;
// made by the server, outlives every connection.
#pragma once

#include <atomic>

#include "adapters/http/limiter.hpp"
#include "adapters/http/openapi.hpp"
#include "adapters/http/options.hpp"
#include "adapters/http/reads.hpp"
#include "adapters/http/rendering.hpp"
#include "adapters/http/router.hpp"
#include "adapters/http/services.hpp"
#include "adapters/http/traffic.hpp"

namespace docket::http {

struct App {
  App(Services given, Options chosen, std::vector<Route> routes)
      : services(std::move(given)),
        options(std::move(chosen)),
        router(std::move(routes)),
        renderings(services.catalog, services.definition),
        openapi(http::openapi(router.routes(), services.catalog, options)),
        reads(options.reader_threads, options.reads_waiting_max),
        traffic(services.metrics, router),
        intake(options.intake_max, options.limit_window),
        wrong_codes(options.wrong_codes_max, options.limit_window) {}

  Services services;
  Options options;
  Router router;
  Renderings renderings;
  std::string openapi;  // the API described, JSON text
  Reads reads;
  Traffic traffic;
  Limiter intake;                        // by token
  Limiter wrong_codes;                   // by address, and by what finds the case
  std::atomic<std::size_t> streams = 0;  // open
  std::atomic<bool> stopping = false;
};

}  // namespace docket::http

// GET /openapi.json, the whole API as OpenAPI 3.1. What only people know stands in openapi/*.json, a file per noun;
// what the program knows is filled in from where it is known: who may ask from the table of routes, the refusals from
// their catalogue, data and forms from the loaded workflows, limits from the options. A new route is a row in
// routes.cpp and an operation in one of those files; a test names whichever is missing. Made once, at start-up. Pure.
#pragma once

#include <string>
#include <vector>

#include "adapters/http/options.hpp"
#include "adapters/http/router.hpp"
#include "workflows/catalog.hpp"

namespace docket::http {

std::string openapi(const std::vector<Route>& routes, const workflows::Catalog& catalog, const Options& options);

}  // namespace docket::http

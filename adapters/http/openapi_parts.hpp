// The parts of /openapi.json that are made of what the program knows. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>
#include <vector>

#include "workflows/catalog.hpp"

namespace docket::embedded {

std::vector<std::string_view> openapi_files();    // adapters/http/openapi/*.json
std::vector<std::string_view> workflow_schema();  // config/schemas/workflow.schema.json, alone

}  // namespace docket::embedded

namespace docket::http {

// Status → the answer with every code that comes with it, for #/components/responses.
nlohmann::json problem_answers();

// Into #/components/schemas: what cases hold, what actions take, what events say, what a definition looks like.
void describe_workflows(nlohmann::json& schemas, const workflows::Catalog& catalog);

}  // namespace docket::http

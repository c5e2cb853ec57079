#include "adapters/http/openapi.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "adapters/http/openapi_parts.hpp"

namespace docket::http {
namespace {

using nlohmann::json;

json reference(std::string_view kind, std::string_view name) {
  return {{"$ref", "#/components/" + std::string(kind) + "/" + std::string(name)}};
}

std::string lower(std::string_view method) {
  std::string out(method);
  std::ranges::transform(out, out.begin(), [](char c) { return static_cast<char>(c - 'A' + 'a'); });
  return out;
}

std::string who_may(const Rule& rule) {
  switch (rule.kind) {
    case Rule::Kind::everybody:
      return "不需要令牌 · Needs no token";
    case Rule::Kind::anyone:
      return "任何令牌 · Any token";
    case Rule::Kind::user:
      return "登记专用令牌以外的任何令牌 · Any token but an intake's";
    case Rule::Kind::staff:
      return "工作人员 · Staff";
    case Rule::Kind::roles:
      break;
  }
  std::string roles;
  for (const auto& role : rule.roles) roles += (roles.empty() ? "" : ", ") + std::string(role);
  return "角色 · Roles: " + roles;
}

// What any request may be answered with before its handler is asked, and any command after.
std::vector<int> refusals_of(const Route& route) {
  std::vector<int> statuses = {400, 408, 414, 417, 431, 500, 501, 503, 505};
  if (route.rule && route.rule->kind != Rule::Kind::everybody) statuses.insert(statuses.end(), {401, 403, 429});
  if (route.pattern.contains('{')) statuses.push_back(404);
  if (route.method != "GET") statuses.insert(statuses.end(), {409, 422});
  if (route.method != "GET" && route.method != "DELETE") statuses.insert(statuses.end(), {413, 415});
  return statuses;
}

void complete(json& operation, const Route& route) {
  const bool open = route.rule && route.rule->kind == Rule::Kind::everybody;
  operation["security"] = open ? json::array() : json::array({{{"bearer", json::array()}}});
  if (route.rule) operation["description"] = who_may(*route.rule);
  if (route.method != "GET") operation["parameters"].push_back(reference("parameters", "Idempotency-Key"));
  for (auto& [status, answer] : operation["responses"].items()) {
    if (answer.contains("$ref")) continue;
    answer["headers"]["X-Request-Id"] = reference("headers", "X-Request-Id");
    if (route.method != "GET") answer["headers"]["Idempotent-Replayed"] = reference("headers", "Idempotent-Replayed");
  }
  for (const auto status : refusals_of(route))
    operation["responses"].emplace(std::to_string(status), reference("responses", std::to_string(status)));
}

void set_limits(json& document, const Options& options) {
  const auto set = [&document](const char* place, std::size_t max) { document.at(json::json_pointer(place)) = max; };
  set("/components/parameters/limit/schema/maximum", options.page_max);
  set("/components/parameters/limit_of_events/schema/maximum", options.events_max);
  set("/components/schemas/CasesToActOn/maxItems", options.bulk_max);
  set("/components/schemas/LedgerLines/maxItems", options.import_max);
}

}  // namespace

std::string openapi(const std::vector<Route>& routes, const workflows::Catalog& catalog, const Options& options) {
  json document;
  for (const auto text : embedded::openapi_files()) document.merge_patch(json::parse(text));
  set_limits(document, options);
  document["components"]["responses"] = problem_answers();
  describe_workflows(document["components"]["schemas"], catalog);
  for (const auto& route : routes) {
    auto& paths = document["paths"];
    const auto path = paths.find(std::string(route.pattern));
    if (path == paths.end() || !path->contains(lower(route.method))) continue;  // a test names it
    complete((*path)[lower(route.method)], route);
  }
  return document.dump();
}

}  // namespace docket::http

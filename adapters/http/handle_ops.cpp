#include "adapters/http/handlers.hpp"
#include "engine/base/json_text.hpp"

namespace docket::http {

Response livez(Call&) {
  Response response;
  response.body = R"({"status":"pass"})";
  return response;
}

Response readyz(Call& call) {
  const auto health = call.app.services.health.health();
  const bool stopping = call.app.stopping.load(std::memory_order_relaxed);
  Response response;
  response.status = health.ready && !stopping ? 200 : 503;
  response.body = "{";
  append_member(response.body, "status", response.status == 200 ? "pass" : "fail");
  if (response.status != 200) append_member(response.body, "reason", stopping ? "stopping" : health.reason);
  append_name(response.body, "tail");
  response.body += std::to_string(health.tail) + "}";
  return response;
}

Response metrics(Call& call) {
  Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = call.app.services.metrics.text();
  return response;
}

}  // namespace docket::http

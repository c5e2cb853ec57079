#include <algorithm>

#include "adapters/http/handlers.hpp"
#include "engine/base/json_text.hpp"

namespace docket::http {

Response livez(Call&) {
  Response response;
  response.body = R"({"status":"pass"})";
  return response;
}

namespace {

// A follower in trouble, or far behind, is somebody's work and no reason to send requests elsewhere.
bool any_degraded(const std::vector<const feed::Follower*>& followers) {
  return std::ranges::any_of(followers, [](const auto* follower) { return follower->status().degraded; });
}

void append_followers(std::string& out, const std::vector<const feed::Follower*>& followers) {
  append_name(out, "followers");
  out += '{';
  for (const auto* follower : followers) {
    const auto status = follower->status();
    append_name(out, status.name);
    out += '{';
    append_member(out, "status", status.degraded ? "degraded" : "pass");
    append_name(out, "lag");
    out += std::to_string(status.tail - status.position);
    if (status.trouble) append_member(out, "condition", status.trouble->condition);
    out += '}';
  }
  out += '}';
}

}  // namespace

Response readyz(Call& call) {
  const auto health = call.app.services.health.health();
  const bool stopping = call.app.stopping.load(std::memory_order_relaxed);
  Response response;
  response.status = health.ready && !stopping ? 200 : 503;
  response.body = "{";
  const auto& followers = call.app.services.followers;
  append_member(response.body, "status",
                response.status != 200    ? "fail"
                : any_degraded(followers) ? "degraded"
                                          : "pass");
  if (response.status != 200) append_member(response.body, "reason", stopping ? "stopping" : health.reason);
  append_name(response.body, "tail");
  response.body += std::to_string(health.tail);
  if (!followers.empty()) append_followers(response.body, followers);
  response.body += '}';
  return response;
}

Response metrics(Call& call) {
  Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = call.app.services.metrics.text();
  return response;
}

}  // namespace docket::http

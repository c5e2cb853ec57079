#include "adapters/http/handlers.hpp"
#include "adapters/http/router.hpp"

namespace docket::http {

// Each is described in openapi/, in the file of its noun. Whether a person may take an action is the definition's to
// say; the rules here only guard the door.
std::vector<Route> all_routes() {
  const Rule everybody{Rule::Kind::everybody};
  const Rule anyone{Rule::Kind::anyone};
  const Rule user{Rule::Kind::user};
  const Rule staff{Rule::Kind::staff};
  const Rule operators{Rule::Kind::roles, {"admin", "supervisor"}};
  // Those who see all cases of a kind: to others a row that is there already could be hidden, and open another case.
  const Rule registrars{Rule::Kind::roles, {"clerk", "mediator"}};
  const Rule admin{Rule::Kind::roles, {"admin"}};
  return {
      {"GET", "/livez", everybody, livez},
      {"GET", "/readyz", everybody, readyz},
      {"GET", "/metrics", everybody, metrics},
      {"GET", "/asyncapi.json", everybody, describe_events},
      {"GET", "/openapi.json", everybody, describe_api},
      {"POST", "/v1/cases/{id}/actions/{action}", user, act_on_case},
      {"POST", "/v1/cases/{id}/query-code", user, issue_code},
      {"POST", "/v1/cases/import", registrars, import_cases},
      {"POST", "/v1/cases", anyone, open_case},
      {"GET", "/v1/cases/{id}", user, read_case},
      {"GET", "/v1/cases", user, list_cases},
      {"GET", "/v1/cases/{id}/events", staff, read_history},
      {"POST", "/v1/actions/{action}", user, act_on_cases},
      {"GET", "/v1/queues", staff, list_queues},
      {"GET", "/v1/queues/stream", staff, stream_queues},
      {"GET", "/v1/queues/{id}", staff, read_queue},
      {"GET", "/v1/deadlines", staff, list_deadlines},
      {"GET", "/v1/events", staff, read_events},
      {"GET", "/v1/events/stream", staff, stream_events},
      {"GET", "/v1/followers", operators, list_followers},
      {"GET", "/v1/workflows", anyone, list_workflows},
      {"GET", "/v1/workflows/{id}", anyone, read_workflow},
      {"GET", "/v1/workflows/{id}/graph", anyone, draw_workflow},
      {"POST", "/v1/webhooks", operators, create_hook},
      {"GET", "/v1/webhooks", operators, list_hooks},
      {"PATCH", "/v1/webhooks/{id}", operators, change_hook},
      {"POST", "/v1/webhooks/{id}/test", operators, test_hook},
      {"POST", "/v1/webhooks/{id}/rotate", operators, rotate_hook},
      {"DELETE", "/v1/webhooks/{id}", operators, delete_hook},
      {"GET", "/v1/webhooks/{id}/deliveries", operators, list_deliveries},
      {"GET", "/v1/webhooks/{id}/given-up", operators, list_given_up},
      {"POST", "/v1/webhooks/{id}/replay", operators, replay_hook},
      {"GET", "/v1/directory/{list}", operators, list_entries},
      {"GET", "/v1/directory/{list}/{id}", operators, read_entry},
      {"PUT", "/v1/directory/{list}/{id}", admin, set_entry},
      {"DELETE", "/v1/directory/{list}/{id}", admin, remove_entry},
      {"POST", "/v1/directory/import", admin, import_directory},
      {"POST", "/v1/tokens", admin, create_token},
      {"GET", "/v1/tokens", admin, list_tokens},
      {"DELETE", "/v1/tokens/{id}", admin, revoke_token},
  };
}

}  // namespace docket::http

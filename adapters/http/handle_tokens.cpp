#include "adapters/http/gate_call.hpp"
#include "adapters/http/handlers.hpp"
#include "adapters/http/wire.hpp"
#include "adapters/http/write_call.hpp"
#include "engine/base/json_text.hpp"

namespace docket::http {

// The text of a token exists only in this answer. A replay therefore names the token without it: make another
// one.
Awaitable<Response> create_token(Call& call) {
  auto body = read_token(call.request.body);
  if (!body) co_return refuse(call, body.error());
  const auto fresh = make_token(call.app.services.random);
  model::CreateToken intent{fresh.id, body->user, fresh.secret_hash, body->expires};
  const auto accepted = co_await carry_out(call, std::move(intent));
  if (!accepted) co_return accepted.error();
  const auto* created = std::get_if<model::TokenCreated>(&accepted->event.data);
  if (created == nullptr) co_return refuse(call, refusal_of(call, *accepted));
  Response response;
  response.status = 201;
  response.body = "{";
  append_member(response.body, "id", created->token.str());
  append_member(response.body, "user", created->user.str());
  if (accepted->replayed) {
    add_header(response, "Idempotent-Replayed", "true");
  } else {
    append_member(response.body, "token", fresh.text);
  }
  response.body += '}';
  co_return response;
}

Response list_tokens(Call& call) {
  Response response;
  auto& out = response.body;
  append_name(out += '{', "tokens");
  out += '[';
  const auto orgs = call.app.services.access.orgs();
  for (const auto& [id, row] : call.app.services.access.all()) {
    const auto home = orgs->home(row.user);
    if (home != nullptr && home->org != call.request.actor.org) continue;
    if (out.back() != '[') out += ',';
    out += '{';
    append_member(out, "id", id);
    append_member(out, "user", row.user.str());
    if (row.expires) append_member(out, "expires", format_timestamp(*row.expires));
    out += '}';
  }
  out += "]}";
  return response;
}

Awaitable<Response> revoke_token(Call& call) {
  model::RevokeToken intent;
  intent.token = model::TokenId(std::string(call.request.parameters[0]));
  const auto accepted = co_await carry_out(call, std::move(intent));
  if (!accepted) co_return accepted.error();
  Response response;
  response.status = 200;
  response.body = "{";
  append_member(response.body, "id", call.request.parameters[0]);
  append_name(response.body, "revoked");
  response.body += "true}";
  if (accepted->replayed) add_header(response, "Idempotent-Replayed", "true");
  co_return response;
}

}  // namespace docket::http

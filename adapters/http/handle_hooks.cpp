#include "adapters/http/gate_call.hpp"
#include "adapters/http/handlers.hpp"
#include "adapters/http/hook_body.hpp"
#include "adapters/http/wire.hpp"
#include "adapters/http/write_call.hpp"
#include "engine/base/json_text.hpp"
#include "engine/journal/hook_data.hpp"

namespace docket::http {
namespace {

model::HookId hook_of(const Call& call) { return model::HookId(std::string(call.request.parameters[0])); }

// The hook as it is now, with what only this answer holds.
Response about_hook(Call& call, const model::HookId& id, const model::Accepted& accepted, std::string_view name = {},
                    std::string_view value = {}) {
  Response response;
  const auto hooks = call.app.services.hooks.all();
  const auto row = hooks->find(id);
  response.body = "{";
  if (row == hooks->end()) {
    append_member(response.body, "id", id.str());
  } else {
    append_hook(response.body, row->second.hook);
  }
  if (accepted.replayed) {
    add_header(response, "Idempotent-Replayed", "true");
  } else if (!name.empty()) {
    append_member(response.body, name, value);
  }
  response.body += '}';
  return response;
}

Awaitable<Response> do_to_hook(Call& call, model::Intent intent, std::string name = {}, std::string value = {}) {
  const auto accepted = co_await carry_out(call, std::move(intent));
  if (!accepted) co_return accepted.error();
  co_return about_hook(call, hook_of(call), *accepted, name, value);
}

}  // namespace

void append_hook(std::string& out, const model::Hook& hook) {
  append_member(out, "id", hook.id.str());
  append_member(out, "host", hook.host);
  append_member(out, "format", hook.format);
  append_member(out, "owner", hook.owner.str());
  if (hook.watch) {
    journal::append_watch(out, *hook.watch);
  } else {
    journal::append_filter(out, hook.filter);
  }
  append_flag(out, "paused", hook.paused);
}

// The secret exists only in this answer. A replay names the hook without it: delete it and make another.
Awaitable<Response> create_hook(Call& call) {
  auto body = read_hook(call.request.body);
  if (!body) co_return refuse(call, body.error());
  auto& services = call.app.services;
  model::Hook hook;
  hook.id = model::HookId(make_uuid7("hook", services.clock.now(), 0, services.random.next()));
  hook.host = parse_hook_url(body->url)->host;
  hook.format = body->format;
  hook.filter = std::move(body->filter);
  hook.watch = std::move(body->watch);
  const bool standard = hook.format == "standard";
  const auto secret = standard ? make_hook_secret(services.random) : body->secret;
  model::CreateHook intent{std::move(hook), body->url, secret};
  const auto accepted = co_await carry_out(call, std::move(intent));
  if (!accepted) co_return accepted.error();
  const auto* created = std::get_if<model::HookCreated>(&accepted->event.data);
  if (created == nullptr) co_return refuse(call, refusal_of(call, *accepted));
  Response response;
  response.status = 201;
  append_hook(response.body = "{", created->hook);
  if (accepted->replayed) {
    add_header(response, "Idempotent-Replayed", "true");
  } else if (standard) {
    append_member(response.body, "secret", secret);
  }
  response.body += '}';
  co_return response;
}

Response list_hooks(Call& call) {
  Response response;
  auto& out = response.body;
  append_name(out += '{', "webhooks");
  out += '[';
  for (const auto& [id, row] : *call.app.services.hooks.all()) {
    if (row.hook.org != call.request.actor.org) continue;
    if (out.back() != '[') out += ',';
    append_hook(out += '{', row.hook);
    out += '}';
  }
  out += "]}";
  return response;
}

Awaitable<Response> change_hook(Call& call) {
  auto change = read_hook_change(call.request.body, hook_of(call));
  if (!change) co_return refuse(call, change.error());
  co_return co_await do_to_hook(call, std::move(*change));
}

// What it is told is the event of the test itself.
Awaitable<Response> test_hook(Call& call) { return do_to_hook(call, model::TestHook{hook_of(call)}); }

Awaitable<Response> rotate_hook(Call& call) {
  auto secret = make_hook_secret(call.app.services.random);
  return do_to_hook(call, model::RotateHook{hook_of(call), secret}, "secret", secret);
}

Awaitable<Response> delete_hook(Call& call) { return do_to_hook(call, model::DeleteHook{hook_of(call)}); }

}  // namespace docket::http

#include "adapters/http/gate_call.hpp"
#include "adapters/http/handlers.hpp"
#include "adapters/http/preconditions.hpp"
#include "adapters/http/wire.hpp"
#include "adapters/http/write_call.hpp"
#include "engine/base/json_text.hpp"

namespace docket::http {
namespace {

void append_problem_item(std::string& out, const Problem& problem, std::string_view request_id) {
  append_name(out, "status");
  out += std::to_string(problem.status);
  append_name(out, "problem");
  append_problem(out, problem, request_id);
}

void append_item(std::string& out, const Call& call, const model::CaseId& id, const model::Outcome& outcome) {
  out += '{';
  append_member(out, "id", id.str());
  const auto* accepted = std::get_if<model::Accepted>(&outcome);
  if (accepted == nullptr) {
    append_problem_item(out, refusal_of(call, outcome), call.request.id);
    out += '}';
    return;
  }
  const auto rendering = call.app.renderings.of(accepted->definition);
  std::string subject;
  const auto sight = sight_of(call.app.services.access, call.request.actor, *accepted->subject);
  const View view{sight == model::Sight::none ? model::Sight::masked : sight, nullptr};
  const auto done =
      append_case(subject, *accepted->subject, *rendering, call.app.services.reader, accepted->personal, view);
  if (!done) {
    auto made = to_problem(done.error());
    made.applied = Applied::unknown;
    append_problem_item(out, made, call.request.id);
  } else {
    append_name(out, "status");
    out += "200";
    append_name(out, "case");
    out += subject;
  }
  out += '}';
}

}  // namespace

// Each case is a command of its own under a key of its own; ids that cannot be ids are refused without one.
Awaitable<Response> act_on_cases(Call& call) {
  if (count_fields(*call.request.head, "If-Match") > 0) co_return refuse(call, problem(Reason::invalid_condition));
  // Also when no id can be one, and no command would look at it.
  if (const auto key = read_idempotency_key(*call.request.head); !key) co_return refuse(call, problem(key.error()));
  auto items = read_bulk(call.request.body, call.app.options.bulk_max);
  if (!items) co_return refuse(call, items.error());
  std::vector<model::Command> commands;
  for (auto& item : *items) {
    if (!is_uuid7(item.id.str(), "case")) continue;
    auto command = make_command(
        call, model::ActOnCase{item.id, std::string(call.request.parameters[0]), std::move(item.input), {}});
    if (!command) co_return refuse(call, command.error());
    if (command->idempotency) command->idempotency->key += "/" + item.id.str();
    commands.push_back(std::move(*command));
  }
  std::optional<std::vector<model::Outcome>> outcomes(std::in_place);
  if (!commands.empty()) outcomes = co_await submit_all(call, std::move(commands));
  if (!outcomes) co_return refuse(call, refusal_of(call, std::nullopt));
  Response response;
  append_name(response.body += '{', "results");
  response.body += '[';
  auto next = outcomes->begin();
  for (const auto& item : *items) {
    if (response.body.back() != '[') response.body += ',';
    if (is_uuid7(item.id.str(), "case")) {
      append_item(response.body, call, item.id, *next++);
    } else {
      response.body += '{';
      append_member(response.body, "id", item.id.str());
      append_problem_item(response.body, problem(Reason::unknown_case), call.request.id);
      response.body += '}';
    }
  }
  response.body += "]}";
  co_return response;
}

}  // namespace docket::http

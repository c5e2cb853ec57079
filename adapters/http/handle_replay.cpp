// What a hook was told or could not be told: attempts, what was given up, and telling it again. Its owner's alone: it
// speaks of cases that others may not see.
#include <charconv>
#include <nlohmann/json.hpp>

#include "adapters/http/gate_call.hpp"
#include "adapters/http/handlers.hpp"
#include "adapters/http/hook_body.hpp"
#include "adapters/http/read_call.hpp"
#include "adapters/http/rendering.hpp"
#include "adapters/http/target.hpp"
#include "adapters/http/wire.hpp"
#include "adapters/http/write_call.hpp"
#include "engine/base/json_text.hpp"

namespace docket::http {
namespace {

constexpr std::size_t case_id_length = 41;  // "case_" and a UUID

std::expected<HookRow, Problem> own_hook(const Call& call) {
  const auto hooks = call.app.services.hooks.all();
  const auto found = hooks->find(model::HookId(std::string(call.request.parameters[0])));
  if (found == hooks->end() || found->second.hook.org != call.request.actor.org)
    return std::unexpected(to_problem(model::unknown_hook()));
  if (found->second.hook.owner == call.request.actor.user) return found->second;
  auto made = problem(Reason::forbidden);
  made.detail = {"投递记录只给设置它的人看。", "What was told is for whoever set the hook."};
  return std::unexpected(std::move(made));
}

// An event of a case by its id, also by the id under which a hook of a queue was told of it.
Result<std::optional<std::uint64_t>> place_of(const index::Reader& reader, const std::string& event) {
  const auto prefix = std::string_view(event).substr(0, case_id_length);
  const auto rest = std::string_view(event).substr(prefix.size());
  std::uint64_t sequence = 0;
  const auto* end = rest.data() + rest.size();
  const bool named = is_uuid7(prefix, "case") && rest.starts_with('-') &&
                     std::from_chars(rest.data() + 1, end, sequence).ec == std::errc() && sequence > 0;
  if (!named) return std::optional<std::uint64_t>();
  const auto found = reader.history(model::CaseId(std::string(prefix)), {sequence - 1}, 1);
  if (!found) return std::unexpected(found.error());
  return found->empty() ? std::nullopt : std::optional(found->front().position.offset);
}

Problem no_such_event() {
  return problem(Reason::invalid_body,
                 {{"/event",
                   {"没有这个事件；请用投递记录里的 position 填 from 和 to。",
                    "There is no such event; give the position that the attempts name as from and to."}}});
}

}  // namespace

Response list_deliveries(Call& call) {
  const auto row = own_hook(call);
  if (!row) return refuse(call, row.error());
  Response response;
  append_hook(response.body = "{", row->hook);
  response.body += ',';
  response.body += call.app.services.deliveries(row->hook.id);
  response.body += '}';
  return response;
}

Awaitable<Response> list_given_up(Call& call) {
  const auto parameters = Parameters::parse(call.request.query, {"after", "limit"});
  if (!parameters) co_return refuse(call, parameters.error());
  const auto limit = parameters->number("limit", 100, 1, call.app.options.events_max);
  if (!limit) co_return refuse(call, limit.error());
  const auto after = parameters->text("after");
  const auto position = after ? model::parse_position(*after) : model::Position();
  if (!position)
    co_return refuse(call, invalid_parameter("after", {"请给出上一页最后一条的 position。",
                                                       "Give the position of the last one before."}));
  const auto row = own_hook(call);
  if (!row) co_return refuse(call, row.error());
  auto work = [&services = call.app.services, hook = row->hook.id, from = position->offset, max = *limit,
               id = std::string(call.request.id)] {
    const auto list = services.given_up(hook, from, max);
    if (!list) return answer(to_problem(list.error()), id);
    Response response;
    append_name(response.body = "{", "given_up");
    response.body += *list;
    response.body += '}';
    return response;
  };
  co_return co_await read_aside(call, std::move(work));
}

// Counted first; then a command like any other.
Awaitable<Response> replay_hook(Call& call) {
  const auto row = own_hook(call);
  if (!row) co_return refuse(call, row.error());
  auto body = read_replay(call.request.body, row->hook.id);
  if (!body) co_return refuse(call, body.error());
  const auto asked = std::make_shared<ReplayBody>(std::move(*body));
  const auto problem = std::make_shared<std::optional<Problem>>();
  const auto count = std::make_shared<std::uint64_t>(0);
  auto work = [&services = call.app.services, asked, problem, count, hook = *row] {
    if (!asked->event.empty()) {
      const auto place = place_of(services.reader, asked->event);
      if (!place) *problem = to_problem(place.error());
      if (place && !*place) *problem = no_such_event();
      if (*problem) return Response{};
      asked->replay.from = asked->replay.to = **place;
    }
    const auto counted = services.count_replay(hook, asked->replay);
    if (!counted) *problem = to_problem(counted.error());
    *count = counted.value_or(0);
    return Response{};
  };
  auto counted = co_await read_aside(call, std::move(work));
  if (counted.status != 200) co_return counted;
  if (*problem) co_return refuse(call, **problem);
  Response response;
  append_hook(response.body = "{", row->hook);
  append_flag(response.body, "dry_run", asked->dry_run);
  append_name(response.body, "count");
  append_number(response.body, *count);
  response.body += '}';
  if (asked->dry_run) co_return response;
  const auto accepted = co_await carry_out(call, asked->replay);
  if (!accepted) co_return accepted.error();
  if (accepted->replayed) add_header(response, "Idempotent-Replayed", "true");
  co_return response;
}

}  // namespace docket::http

#include <algorithm>
#include <charconv>

#include "adapters/http/gate_call.hpp"
#include "adapters/http/handlers.hpp"
#include "adapters/http/preconditions.hpp"
#include "adapters/http/read_call.hpp"
#include "adapters/http/target.hpp"
#include "adapters/http/wire.hpp"
#include "adapters/http/write_call.hpp"
#include "engine/base/json_text.hpp"
#include "engine/journal/codec.hpp"
#include "engine/query_code.hpp"

namespace docket::http {
namespace {

// The caller has just written it: what they gave they may read back, unless it was theirs to close to themselves.
model::Sight sight_after(const Call& call, const model::Accepted& accepted) {
  if (accepted.opened) return model::Sight::clear;
  const auto sight = sight_of(call.app.services.access, call.request.actor, *accepted.subject);
  return sight == model::Sight::none ? model::Sight::masked : sight;
}

// `code`: shown in this answer only; a replay comes without it.
Response render_accepted(const Call& call, const model::Accepted& accepted, std::string_view code) {
  const auto rendering = call.app.renderings.of(accepted.definition);
  Response response;
  response.status = accepted.opened ? 201 : 200;
  response.body.reserve(4096);
  append_name(response.body += '{', "case");
  const View view{sight_after(call, accepted), nullptr};
  const auto done =
      append_case(response.body, *accepted.subject, *rendering, call.app.services.reader, accepted.personal, view);
  if (!done) {
    // The command took effect; only its answer could not be made.
    auto made = to_problem(done.error());
    made.applied = Applied::unknown;
    return refuse(call, made);
  }
  append_name(response.body, "events");
  response.body += '[';
  journal::append_cloud_event(response.body, accepted.event, accepted.position, accepted.data);
  for (const auto& other : accepted.others) {
    response.body += ',';
    journal::append_cloud_event(response.body, other.event, other.position, other.data);
  }
  response.body += ']';
  if (!code.empty() && !accepted.replayed) append_member(response.body, "query_code", code);
  response.body += '}';
  add_header(response, "ETag", etag(accepted.subject->sequence));
  if (accepted.opened) add_header(response, "Location", "/v1/cases/" + accepted.subject->id.str());
  if (accepted.replayed) add_header(response, "Idempotent-Replayed", "true");
  return response;
}

Awaitable<Response> decide(Call& call, model::Intent intent, std::string code = {}) {
  const auto accepted = co_await carry_out(call, std::move(intent));
  if (!accepted) co_return accepted.error();
  co_return render_accepted(call, *accepted, code);
}

std::optional<index::AsOf> read_moment(const std::string& text) {
  if (!std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) {
    const auto instant = parse_timestamp(text);
    if (!instant) return std::nullopt;
    return *instant;
  }
  model::Sequence sequence;
  const auto* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, sequence.value);
  if (error != std::errc() || sequence.value == 0) return std::nullopt;
  return sequence;
}

// Who may see a past moment is asked of the case as it is now: a level that was changed holds for what was before.
Result<model::Sight> sight_today(const App& app, const model::Actor& actor, const model::CaseId& id) {
  const auto today = app.services.reader.find(id);
  if (!today) return std::unexpected(today.error());
  return *today ? sight_of(app.services.access, actor, **today) : model::Sight::none;
}

// Nobody can act on a past moment.
Response render_found(App& app, const Result<std::optional<model::Case>>& found, const model::Actor& actor, bool past,
                      std::string_view request_id) {
  if (!found) return answer(to_problem(found.error()), request_id);
  if (!*found) return answer(problem(Reason::unknown_case), request_id);
  const auto& subject = **found;
  const auto sight =
      past ? sight_today(app, actor, subject.id) : Result<model::Sight>(sight_of(app.services.access, actor, subject));
  if (!sight) return answer(to_problem(sight.error()), request_id);
  if (*sight == model::Sight::none) return answer(problem(Reason::unknown_case), request_id);
  const auto rendering = app.renderings.of(subject.workflow.hash);
  if (!rendering) return answer(to_problem(rendering.error()), request_id);
  Response response;
  append_name(response.body += '{', "case");
  const View view{*sight, past ? nullptr : &actor};
  const auto done = append_case(response.body, subject, **rendering, app.services.reader, nullptr, view);
  if (!done) return answer(to_problem(done.error()), request_id);
  response.body += '}';
  add_header(response, "ETag", etag(subject.sequence));
  return response;
}

}  // namespace

Awaitable<Response> open_case(Call& call) {
  auto open = read_open(call.request.body);
  if (!open) co_return refuse(call, open.error());
  const auto& actor = call.request.actor;
  if (!actor.only.empty()) co_return refuse(call, problem(Reason::forbidden));  // a code is for one case
  if (actor.intake) {
    const auto now = call.app.services.clock.now();
    if (call.app.intake.wait(actor.token.str(), now) > 0) co_return refuse(call, problem(Reason::too_many));
    call.app.intake.happened(actor.token.str(), now);
  }
  auto fresh = make_query_code(call.app.services.random);
  open->code = std::move(fresh.code);
  model::Intent intent(std::move(*open));
  co_return co_await decide(call, std::move(intent), std::move(fresh.text));
}

Awaitable<Response> act_on_case(Call& call) {
  const auto [id, action] = call.request.parameters;
  auto expected = read_if_match(*call.request.head);
  if (!expected) co_return refuse(call, problem(expected.error()));
  auto input = read_input(call.request.body);
  if (!input) co_return refuse(call, input.error());
  if (!is_uuid7(id, "case")) co_return refuse(call, problem(Reason::unknown_case));
  model::Intent intent(
      model::ActOnCase{model::CaseId(std::string(id)), std::string(action), std::move(*input), std::move(*expected)});
  co_return co_await decide(call, std::move(intent));
}

Awaitable<Response> issue_code(Call& call) {
  const auto id = call.request.parameters[0];
  if (!is_uuid7(id, "case")) co_return refuse(call, problem(Reason::unknown_case));
  auto fresh = make_query_code(call.app.services.random);
  model::Intent intent(model::IssueCode{model::CaseId(std::string(id)), std::move(fresh.code)});
  co_return co_await decide(call, std::move(intent), std::move(fresh.text));
}

Awaitable<Response> read_case(Call& call) {
  const auto parameters = Parameters::parse(call.request.query, {"as_of"});
  if (!parameters) co_return refuse(call, parameters.error());
  const auto as_of = parameters->text("as_of");
  const auto moment = as_of ? read_moment(*as_of) : std::nullopt;
  if (as_of && !moment) {
    co_return refuse(
        call, invalid_parameter("as_of", {"请给出序号或 RFC 3339 时间。", "Give a sequence or an RFC 3339 time."}));
  }
  if (!is_uuid7(call.request.parameters[0], "case")) co_return refuse(call, problem(Reason::unknown_case));
  const model::CaseId id(std::string(call.request.parameters[0]));
  if (!moment) {
    const auto found = call.app.services.reader.find(id);
    co_return render_found(call.app, found, call.request.actor, false, call.request.id);
  }
  auto work = [&app = call.app, actor = call.request.actor, id, when = *moment,
               request_id = std::string(call.request.id)] {
    const auto found = app.services.reader.find_as_of(id, when);
    return render_found(app, found, actor, true, request_id);
  };
  co_return co_await read_aside(call, std::move(work));
}

}  // namespace docket::http

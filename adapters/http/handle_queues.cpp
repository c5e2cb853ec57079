#include <fmt/format.h>

#include "adapters/http/gate_call.hpp"
#include "adapters/http/handlers.hpp"
#include "adapters/http/queue_list.hpp"
#include "adapters/http/read_call.hpp"
#include "adapters/http/target.hpp"
#include "adapters/http/wire.hpp"
#include "adapters/http/write_call.hpp"
#include "engine/base/json_text.hpp"

namespace docket::http {
namespace {

Result<Response> render_queue(App& app, const model::Actor& actor, const index::Query& query,
                              const workflows::Queue& queue) {
  const auto page = app.services.reader.queue(query, queue);
  if (!page) return std::unexpected(page.error());
  Response response;
  auto& out = response.body;
  append_member(out += '{', "id", queue.id);
  append_name(out, "label");
  append_label(out, queue.label);
  append_name(out, "cases");
  out += '[';
  for (const auto& subject : page->cases) {
    const auto rendering = app.renderings.of(subject.workflow.hash);
    if (!rendering) return std::unexpected(rendering.error());
    if (out.back() != '[') out += ',';
    const View view{sight_of(app.services.access, actor, subject), nullptr};
    const auto done = append_case(out, subject, **rendering, app.services.reader, nullptr, view);
    if (!done) return std::unexpected(done.error());
  }
  out += ']';
  if (!page->next.empty()) {
    append_member(out, "next", page->next);
    auto link = fmt::format("</v1/queues/{}?limit={}", percent_encode(queue.id), query.limit);
    if (query.assignee) link += "&assignee=" + percent_encode(query.assignee->substr(sizeof("user:") - 1));
    add_header(response, "Link", link + "&cursor=" + percent_encode(page->next) + ">; rel=\"next\"");
  }
  out += '}';
  return response;
}

Problem no_such_queue(const workflows::Queues& queues) {
  std::string ids;
  for (const auto& queue : queues.all) ids += (ids.empty() ? "" : " ") + queue.id;
  auto made = problem(Reason::not_found);
  made.detail = {fmt::format("没有这个队列；现有：{}。", ids),
                 fmt::format("There is no such queue; there are: {}.", ids)};
  return made;
}

std::expected<index::Query, Problem> read_query(const App& app, const model::Actor& actor, std::string_view text,
                                                const workflows::Queue& queue) {
  const auto parameters = Parameters::parse(text, {"limit", "cursor", "assignee"});
  if (!parameters) return std::unexpected(parameters.error());
  const auto limit =
      parameters->number("limit", std::min<std::size_t>(50, app.options.page_max), 1, app.options.page_max);
  if (!limit) return std::unexpected(limit.error());
  auto query = queue_query(app.services, actor);
  query.fields.emplace("queue", queue.id);  // a cursor belongs to its queue
  query.limit = *limit;
  query.cursor = parameters->text("cursor").value_or("");
  if (const auto who = parameters->text("assignee")) {
    if (!queue.by_assignee)
      return std::unexpected(invalid_parameter("assignee", {"这个队列不按承办人分，请去掉 assignee。",
                                                            "This queue is not split by assignee: leave it out."}));
    query.assignee = "user:" + *who;
  }
  if (!query.cursor.empty() && !app.services.reader.check_cursor(query))
    return std::unexpected(
        invalid_parameter("cursor", {"cursor 与本次查询不符，请从第一页重新开始。",
                                     "The cursor does not belong to this query; begin again at the first page."}));
  return query;
}

}  // namespace

Awaitable<Response> list_queues(Call& call) {
  if (const auto parameters = Parameters::parse(call.request.query, {}); !parameters)
    co_return refuse(call, parameters.error());
  auto work = [&app = call.app, actor = call.request.actor, id = std::string(call.request.id)] {
    Response response;
    auto list = queue_list(app.services, actor);
    if (!list) return answer(to_problem(list.error()), id);
    response.body = std::move(*list);
    return response;
  };
  co_return co_await read_aside(call, std::move(work));
}

Awaitable<Response> read_queue(Call& call) {
  const auto& queues = call.app.services.queues;
  const auto* queue = queues.find(call.request.parameters[0]);
  if (queue == nullptr) co_return refuse(call, no_such_queue(queues));
  auto query = read_query(call.app, call.request.actor, call.request.query, *queue);
  if (!query) co_return refuse(call, query.error());
  auto work = [&app = call.app, actor = call.request.actor, query = std::move(*query), queue,
               id = std::string(call.request.id)] {
    auto response = render_queue(app, actor, query, *queue);
    return response ? std::move(*response) : answer(to_problem(response.error()), id);
  };
  co_return co_await read_aside(call, std::move(work));
}

// They come with time limits.
Response list_deadlines(Call& call) {
  auto made = problem(Reason::not_found);
  made.detail = {"时限功能尚未开放：期限写在流程里，但还没有倒计时；请先看 GET /v1/queues。",
                 "Time limits are not open yet: they stand in the definitions, but nothing counts them down; see GET "
                 "/v1/queues."};
  return refuse(call, made);
}

}  // namespace docket::http

#include <algorithm>
#include <array>

#include "adapters/http/handlers.hpp"
#include "adapters/http/read_call.hpp"
#include "adapters/http/target.hpp"
#include "adapters/http/wire.hpp"
#include "adapters/http/write_call.hpp"
#include "engine/base/json_text.hpp"
#include "engine/index/circle.hpp"

namespace docket::http {
namespace {

struct Search {
  index::Query query;
  std::optional<std::string> number;
};

// Fields of a case that a list may be narrowed by; each is a short word in its data.
constexpr std::array<std::string_view, 9> fields = {
    "area", "category", "dispute_type", "channel", "opinion_class", "urgency", "risk", "rating", "external_no"};

std::expected<Search, Problem> read_search(const App& app, const model::Actor& actor, std::string_view query) {
  const auto parameters = Parameters::parse(
      query, {"workflow", "state", "assignee", "number", "limit", "cursor", "sort", "due_before", "card", "area",
              "category", "dispute_type", "channel", "opinion_class", "urgency", "risk", "rating", "external_no"});
  if (!parameters) return std::unexpected(parameters.error());
  for (const auto* name : {"due_before", "card"}) {
    if (parameters->text(name))
      return std::unexpected(invalid_parameter(name, {"时限功能尚未开放，暂不能按时限或亮牌查询；请先去掉这个条件。",
                                                      "Time limits are not open yet, so cases cannot be found by due "
                                                      "date or card: leave this out for now."}));
  }
  const auto limit =
      parameters->number("limit", std::min<std::size_t>(50, app.options.page_max), 1, app.options.page_max);
  if (!limit) return std::unexpected(limit.error());
  Search search;
  search.query.org = actor.org;
  search.query.circle = index::circle_of(actor, app.services.access.orgs());
  for (const auto field : fields) {
    if (auto value = parameters->text(field)) search.query.fields.emplace(field, std::move(*value));
  }
  const auto sort = parameters->text("sort").value_or("opened");
  if (sort != "opened" && sort != "-opened")
    return std::unexpected(invalid_parameter("sort", {"sort 可填 opened（先立案的在前）或 -opened（后立案的在前）。",
                                                      "sort is opened (oldest first) or -opened (newest first)."}));
  search.query.newest_first = sort == "-opened";
  search.query.workflow = parameters->text("workflow");
  search.query.state = parameters->text("state");
  search.query.limit = *limit;
  search.query.cursor = parameters->text("cursor").value_or("");
  search.number = parameters->text("number");
  if (const auto who = parameters->text("assignee")) {
    search.query.assignee = who->starts_with("unit:") ? *who : "user:" + *who;
  }
  if (search.number && query.contains('&')) {
    return std::unexpected(
        invalid_parameter("number", {"number 不能与其他参数同时使用。", "Use number without other parameters."}));
  }
  // Names of states, people and units never hold a NUL; percent_decode has refused it already.
  if (!search.query.cursor.empty() && !app.services.reader.check_cursor(search.query)) {
    return std::unexpected(
        invalid_parameter("cursor", {"cursor 与本次查询不符，请从第一页重新开始。",
                                     "The cursor does not belong to this query; begin again at the first page."}));
  }
  return search;
}

Result<index::Page> find_page(const index::Reader& reader, const model::Actor& actor, const Search& search) {
  index::Page page;
  if (!actor.only.empty()) {  // a petitioner's list is their case
    auto own = reader.find(actor.only);
    if (!own) return std::unexpected(own.error());
    if (*own) page.cases.push_back(std::move(**own));
    return page;
  }
  if (!search.number) return reader.search(search.query);
  auto orgs = search.query.circle.below;
  orgs.push_back(search.query.org);
  for (const auto& org : orgs) {
    const auto id = reader.find_number(org, *search.number);
    if (!id) return std::unexpected(id.error());
    if (!*id) continue;
    auto found = reader.find(**id);
    if (!found) return std::unexpected(found.error());
    if (*found && search.query.circle.sees(**found)) page.cases.push_back(std::move(**found));
  }
  return page;
}

std::string link_to(const Search& search, const std::string& cursor) {
  std::string link = "</v1/cases?limit=" + std::to_string(search.query.limit);
  const auto add = [&link](std::string_view name, std::string_view value) {
    link.append("&").append(name).append("=").append(percent_encode(value));
  };
  if (search.query.workflow) add("workflow", *search.query.workflow);
  if (search.query.state) add("state", *search.query.state);
  if (search.query.assignee) {
    const std::string_view who = *search.query.assignee;
    add("assignee", who.starts_with("user:") ? who.substr(5) : who);
  }
  for (const auto& [field, value] : search.query.fields) add(field, value);
  if (search.query.newest_first) add("sort", "-opened");
  add("cursor", cursor);
  return link + ">; rel=\"next\"";
}

void append_counts(std::string& out, const std::vector<index::StateCount>& counts) {
  append_name(out, "counts");
  out += '[';
  for (const auto& row : counts) {
    if (out.back() != '[') out += ',';
    out += '{';
    append_member(out, "workflow", row.workflow);
    append_member(out, "state", row.state);
    append_name(out, "count");
    out += std::to_string(row.count) + "}";
  }
  out += ']';
}

Result<Response> render_page(App& app, const model::Actor& actor, const Search& search) {
  const auto page = find_page(app.services.reader, actor, search);
  if (!page) return std::unexpected(page.error());
  const auto counts = app.services.reader.counts(search.query);
  if (!counts) return std::unexpected(counts.error());
  Response response;
  auto& out = response.body;
  append_name(out += '{', "cases");
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
  if (actor.only.empty()) append_counts(out, *counts);
  if (!page->next.empty()) {
    append_member(out, "next", page->next);
    add_header(response, "Link", link_to(search, page->next));
  }
  out += '}';
  return response;
}

}  // namespace

Awaitable<Response> list_cases(Call& call) {
  auto search = read_search(call.app, call.request.actor, call.request.query);
  if (!search) co_return refuse(call, search.error());
  auto work = [&app = call.app, actor = call.request.actor, search = std::move(*search),
               id = std::string(call.request.id)] {
    auto response = render_page(app, actor, search);
    return response ? std::move(*response) : answer(to_problem(response.error()), id);
  };
  co_return co_await read_aside(call, std::move(work));
}

}  // namespace docket::http

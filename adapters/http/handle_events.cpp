#include <algorithm>

#include "adapters/http/audience.hpp"
#include "adapters/http/handlers.hpp"
#include "adapters/http/read_call.hpp"
#include "adapters/http/stream.hpp"
#include "adapters/http/target.hpp"
#include "adapters/http/wire.hpp"
#include "adapters/http/write_call.hpp"
#include "engine/base/glob.hpp"
#include "engine/base/json_text.hpp"
#include "engine/journal/codec.hpp"

namespace docket::http {
namespace {

void append_record(std::string& out, const journal::Record& record) {
  if (out.back() != '[') out += ',';
  journal::append_cloud_event(out, record.event, record.position, record.data);
}

constexpr std::size_t poll_seconds_max = 30;

struct Feed {
  model::Actor actor;
  model::Position after;
  std::optional<std::string> type;
  std::size_t limit = 100;
};

// Where a page ended.
struct Reached {
  model::Position next;
  bool empty = true;
  bool at_end = false;  // of the log
};

// Looks at a bounded number of records: a rare type gives short pages, and `next` goes on behind what was
// looked at.
Result<Response> render_feed(const App& app, const Feed& feed, Reached& reached) {
  Response response;
  auto& out = response.body;
  append_name(out += '{', "events");
  out += '[';
  auto after = feed.after;
  std::size_t found = 0;
  std::size_t seen = 0;
  // Grows from read to read: a common type decodes few records in vain, a rare one takes few reads.
  std::size_t step = feed.limit;
  Audience seen_by(app.services, feed.actor);
  while (found < feed.limit && seen < app.options.events_scan_max) {
    const auto max = std::min(step, std::size_t{500});
    step *= 2;
    const auto records = app.services.reader.events(after, max);
    if (!records) return std::unexpected(records.error());
    reached.at_end = records->size() < max;
    if (records->empty()) break;
    for (const auto& record : *records) {
      if (found == feed.limit) break;
      after = record.position;
      ++seen;
      if (feed.type && !matches_glob(*feed.type, record.event.type())) continue;
      const auto shown = seen_by.shows(record.event);
      if (!shown) return std::unexpected(shown.error());
      if (!*shown) continue;
      append_record(out, record);
      ++found;
    }
  }
  out += ']';
  append_member(out, "next", model::format_position(after));
  out += '}';
  reached.next = after;
  reached.empty = found == 0;
  return response;
}

void append_personal(std::string& out, const std::vector<journal::Record>& records, const model::PersonalValues& values,
                     model::Sight sight) {
  append_name(out, "personal");
  out += '{';
  for (const auto& record : records) {
    auto row = values.lower_bound({record.event.sequence.value, ""});
    if (row == values.end() || row->first.first != record.event.sequence.value) continue;
    append_name(out, record.event.id());
    out += '{';
    for (; row != values.end() && row->first.first == record.event.sequence.value; ++row) {
      if (out.back() != '{') out += ',';
      append_json_string(out, row->first.second);
      out += ':';
      if (sight == model::Sight::clear) {
        out += row->second.dump();
      } else {
        append_masked(out, row->second.json());
      }
    }
    out += '}';
  }
  out += '}';
}

struct History {
  model::Actor actor;
  model::CaseId id;
  model::Sequence after;
  std::size_t limit = 100;
};

// Nothing: no such case.
Result<std::optional<Response>> render_history(const App& app, const History& history) {
  const auto& reader = app.services.reader;
  const auto subject = reader.find(history.id);
  if (!subject) return std::unexpected(subject.error());
  const auto sight = *subject ? sight_of(app.services.access, history.actor, **subject) : model::Sight::none;
  if (sight == model::Sight::none) return std::optional<Response>();
  const auto records = reader.history(history.id, history.after, history.limit);
  if (!records) return std::unexpected(records.error());
  const auto personal = reader.personal((*subject)->org, history.id);
  if (!personal) return std::unexpected(personal.error());
  Response response;
  append_name(response.body += '{', "events");
  response.body += '[';
  for (const auto& record : *records) append_record(response.body, record);
  response.body += ']';
  append_personal(response.body, *records, *personal, sight);
  response.body += '}';
  return std::optional(std::move(response));
}

}  // namespace

Awaitable<Response> read_events(Call& call) {
  const auto parameters = Parameters::parse(call.request.query, {"after", "type", "limit", "wait"});
  if (!parameters) co_return refuse(call, parameters.error());
  const auto limit = parameters->number("limit", 100, 1, call.app.options.events_max);
  if (!limit) co_return refuse(call, limit.error());
  const auto after = parameters->text("after");
  auto position = after ? model::parse_position(*after) : model::Position();
  if (after == "latest") {
    const auto tail = call.app.services.reader.tail();
    if (!tail) co_return refuse(call, to_problem(tail.error()));
    position = *tail;
  }
  if (!position) {
    co_return refuse(call,
                     invalid_parameter("after", {"请给出上一页的 next；从现在开始请写 latest。",
                                                 "Give the next of the page before, or latest for the present."}));
  }
  const auto wait = parameters->number("wait", 0, 0, poll_seconds_max);
  if (!wait) co_return refuse(call, wait.error());
  Feed feed{call.request.actor, *position, parameters->text("type"), *limit};
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(*wait);
  while (true) {
    const auto reached = std::make_shared<Reached>();
    auto work = [&app = call.app, feed, reached, id = std::string(call.request.id)] {
      auto response = render_feed(app, feed, *reached);
      return response ? std::move(*response) : answer(to_problem(response.error()), id);
    };
    auto response = co_await read_aside(call, std::move(work));
    const bool in_time = std::chrono::steady_clock::now() < end && !call.app.stopping;
    const bool listens = in_time && response.status == 200 && reached->empty && reached->at_end;
    if (!listens || !co_await until_grown(call.pending, call.app.services.pulse, reached->next.offset, end))
      co_return response;
    // Somebody else by now, perhaps nobody.
    auto actor = call.app.services.access.authenticate(bearer_token(*call.request.head), call.app.services.clock.now());
    if (!actor || !is_staff(*actor)) co_return refuse(call, problem(Reason::unauthenticated));
    feed.actor = std::move(*actor);
    feed.after = reached->next;
  }
}

Awaitable<Response> read_history(Call& call) {
  const auto parameters = Parameters::parse(call.request.query, {"after", "limit"});
  if (!parameters) co_return refuse(call, parameters.error());
  const auto limit = parameters->number("limit", 100, 1, call.app.options.events_max);
  if (!limit) co_return refuse(call, limit.error());
  const auto after = parameters->number("after", 0, 0, std::size_t{1} << 53);
  if (!after) co_return refuse(call, after.error());
  if (!is_uuid7(call.request.parameters[0], "case")) co_return refuse(call, problem(Reason::unknown_case));
  History history{call.request.actor, model::CaseId(std::string(call.request.parameters[0])), {*after}, *limit};
  auto work = [&app = call.app, history = std::move(history), id = std::string(call.request.id)] {
    auto response = render_history(app, history);
    if (!response) return answer(to_problem(response.error()), id);
    return *response ? std::move(**response) : answer(problem(Reason::unknown_case), id);
  };
  co_return co_await read_aside(call, std::move(work));
}

}  // namespace docket::http

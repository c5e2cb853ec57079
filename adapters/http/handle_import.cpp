#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <ranges>

#include "adapters/http/gate_call.hpp"
#include "adapters/http/handlers.hpp"
#include "adapters/http/wire.hpp"
#include "adapters/http/write_call.hpp"
#include "engine/base/json_text.hpp"
#include "workflows/ledger.hpp"

namespace docket::http {
namespace {

// Villages, units and people of the org by the name that stands in its directory, or by id; villages also without the
// last character of "河湾村".
class Names {
 public:
  explicit Names(model::DirectoryPtr directory) : directory_(std::move(directory)) {}

  std::optional<std::string> operator()(std::string_view kind, std::string_view name) const {
    if (directory_ == nullptr) return std::nullopt;
    if (kind == "area") {
      for (const auto& [id, area] : directory_->areas)
        if (names(id, area.label, name) || area.label.zh_cn == std::string(name) + "村") return id;
    }
    if (kind == "unit") {
      for (const auto& [id, unit] : directory_->units)
        if (names(id.str(), unit.label, name)) return id.str();
    }
    return kind == "user" ? person(name) : std::nullopt;
  }

 private:
  static bool names(std::string_view id, const workflows::Label& label, std::string_view name) {
    return name == id || name == label.zh_cn || name == label.en;
  }

  // Two of one name are nobody.
  std::optional<std::string> person(std::string_view name) const {
    std::optional<std::string> found;
    for (const auto& [id, user] : directory_->users) {
      if (id.str() == name) return id.str();
      if (user.name != name) continue;
      if (found) return std::nullopt;
      found = id.str();
    }
    return found;
  }

  model::DirectoryPtr directory_;
};

model::ImportCases intent_of(workflows::LedgerTable& table, bool dry_run) {
  constexpr std::chrono::hours zone{8};  // a day begins at midnight in Beijing
  model::ImportCases intent{table.ledger->workflow, table.ledger->action, {}, dry_run};
  for (auto& row : table.rows) {
    model::ImportRow made{row.line, std::move(row.input), std::move(row.text), {}};
    if (row.day) made.happened = Timestamp(*row.day) - zone;
    intent.rows.push_back(std::move(made));
  }
  return intent;
}

// The engine's pointers into a ledger begin with the line.
std::size_t line_of(const workflows::Problem& problem) {
  std::size_t line = 0;
  const auto& pointer = problem.pointer;
  if (!pointer.empty()) std::from_chars(pointer.data() + 1, pointer.data() + pointer.size(), line);
  return line;
}

// What is wrong with cells of the table and what the engine says about the rows that could be read, line by line.
Problem all_problems(const LedgerBody& body, const workflows::LedgerTable& table, const model::Outcome& outcome) {
  constexpr std::size_t told_max = 100;  // whoever mends a ledger reads no more
  const auto* no = std::get_if<model::Rejection>(&outcome);
  if (no != nullptr && no->code != model::RejectionCode::invalid_input) return to_problem(*no);
  std::multimap<std::size_t, workflows::Problem> found(table.problems.begin(), table.problems.end());
  if (no != nullptr)
    for (const auto& problem : no->problems) found.emplace(line_of(problem), problem);
  const auto more = found.size() > told_max ? workflows::Label{fmt::format("以下只列出前 {} 处。", told_max),
                                                               fmt::format(" Only the first {} are listed.", told_max)}
                                            : workflows::Label{};
  Problem made = to_problem(model::Rejection{
      model::RejectionCode::invalid_input,
      {fmt::format("台账有 {} 处须改正，没有导入任何一行；请按提示修改后重新导入。{}", found.size(), more.zh_cn),
       fmt::format("{} thing(s) in the ledger must be mended; no row was imported. Correct the lines named and import "
                   "again.{}",
                   found.size(), more.en)},
      "",
      {}});
  for (auto& [line, problem] : found | std::views::take(told_max)) {
    const auto place = std::ranges::find(body.lines, line, &workflows::LedgerLine::line);
    problem.pointer = fmt::format("/lines/{}", place - body.lines.begin());
    made.errors.push_back(std::move(problem));
  }
  return made;
}

template <typename Items, typename Append>
void append_list(std::string& out, std::string_view name, const Items& items, Append append) {
  append_name(out, name);
  out += '[';
  for (const auto& item : items) {
    if (out.back() != '[') out += ',';
    append(item);
  }
  out += ']';
}

Response told(const workflows::LedgerTable& table, const model::Accepted& accepted, bool dry_run) {
  // A replay has forgotten the rows that opened nothing.
  const auto imported = accepted.imported.value_or(model::Imported{1 + accepted.others.size(), {}, {}, {}});
  Response response;
  auto& out = response.body;
  append_member(out += '{', "ledger", table.ledger->id);
  append_flag(out, "dry_run", dry_run);
  append_name(out, "imported");
  out += std::to_string(imported.opened);
  append_list(out, "known", imported.known, [&out](const auto& row) {
    append_name(out += '{', "line");
    out += std::to_string(row.first);
    if (!row.second.empty()) append_member(out, "number", row.second);
    out += '}';
  });
  append_list(out, "changed", imported.changed, [&out](const auto& row) {
    append_name(out += '{', "line");
    out += std::to_string(row.first);
    append_member(out, "number", row.second);
    out += '}';
  });
  append_list(out, "repeated", imported.repeated, [&out](const auto& row) {
    append_name(out += '{', "line");
    out += std::to_string(row.first);
    append_name(out, "of");
    out += std::to_string(row.second);
    out += '}';
  });
  append_list(out, "ended", table.ended, [&out](std::size_t line) { out += std::to_string(line); });
  append_list(out, "not_read", table.not_read, [&out](const std::string& header) { append_json_string(out, header); });
  if (accepted.subject != nullptr) append_member(out, "first_number", accepted.subject->number);
  out += '}';
  if (accepted.replayed) add_header(response, "Idempotent-Replayed", "true");
  return response;
}

}  // namespace

Awaitable<Response> import_cases(Call& call) {
  const auto& services = call.app.services;
  auto body = read_ledger(call.request.body, call.app.options.import_max);
  if (!body) co_return refuse(call, body.error());
  const Names names(services.access.orgs()->of(call.request.actor.org));
  auto table = workflows::read_ledger(services.ledgers, services.catalog, body->ledger, body->lines, names);
  if (!table) co_return refuse(call, problem(Reason::invalid_body, {table.error()}));
  const bool broken = !table->problems.empty();
  auto command = make_command(call, intent_of(*table, body->dry_run || broken));
  if (!command) co_return refuse(call, command.error());
  if (body->dry_run || broken) command->idempotency.reset();
  const auto outcome = co_await submit(call, std::move(*command));
  const auto* accepted = outcome ? std::get_if<model::Accepted>(&*outcome) : nullptr;
  const bool refused = outcome && std::holds_alternative<model::Rejection>(*outcome);
  if (refused || (broken && accepted != nullptr)) co_return refuse(call, all_problems(*body, *table, *outcome));
  if (accepted == nullptr) co_return refuse(call, refusal_of(call, outcome));
  co_return told(*table, *accepted, body->dry_run);
}

}  // namespace docket::http

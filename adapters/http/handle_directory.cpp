// The directory of the caller's org: read by admins and supervisors, edited by admins. An entry is answered in the form
// in which it is written, so that what was read can be changed and put back.
#include <nlohmann/json.hpp>

#include "adapters/http/gate_call.hpp"
#include "adapters/http/handlers.hpp"
#include "adapters/http/preconditions.hpp"
#include "adapters/http/target.hpp"
#include "adapters/http/wire.hpp"
#include "adapters/http/write_call.hpp"
#include "engine/base/json_text.hpp"

namespace docket::http {
namespace {

using model::EntryKind;
using model::EntryName;
using model::Fate;

std::optional<EntryKind> kind_of(std::string_view list) {
  if (list == "users") return EntryKind::user;
  if (list == "units") return EntryKind::unit;
  return list == "areas" ? std::optional(EntryKind::area) : std::nullopt;
}

// Nothing: no list of that name.
std::optional<EntryName> name_of(const Call& call) {
  const auto kind = kind_of(call.request.parameters[0]);
  auto id = percent_decode(call.request.parameters[1]);
  if (!kind || !id) return std::nullopt;
  return EntryName{call.request.actor.org, *kind, std::move(*id)};
}

Problem unknown_entry() { return to_problem(model::unknown_entry()); }

Response about_entry(const Call& call, const EntryName& name, int status) {
  const auto book = call.app.services.access.book();
  const auto row = book->rows.find(name);
  if (row == book->rows.end() || row->second.now.empty()) return refuse(call, unknown_entry());
  Response response;
  response.status = status;
  response.body = row->second.now;
  add_header(response, "ETag", etag({row->second.version}));
  return response;
}

std::string_view fate_name(Fate fate) { return fate == Fate::keep ? "keep" : "apply"; }

void append_difference(std::string& out, const model::Difference& one) {
  append_member(out += '{', "org", one.name.org.str());
  append_member(out, "kind", model::kind_name(one.name.kind));
  append_member(out, "id", one.name.id);
  append_member(out, "fate", fate_name(one.fate));
  append_flag(out, "edited", one.edited);
  if (one.open_cases > 0) {
    append_name(out, "open_cases");
    append_number(out, one.open_cases);
  }
  if (!one.was.empty()) {
    append_name(out, "was");
    out += one.was;
  }
  if (!one.will.empty()) {
    append_name(out, "will");
    out += one.will;
  }
  out += '}';
}

// A replay knows what was changed, no more what was left alone.
std::vector<model::Difference> told(const model::Accepted& accepted) {
  if (accepted.directory) return *accepted.directory;
  std::vector<model::Difference> found;
  if (const auto* data = std::get_if<model::DirectoryChanged>(&accepted.event.data))
    for (const auto& [kind, id, value] : data->changes)
      found.push_back({{accepted.event.org, model::read_kind(kind).value_or(EntryKind::user), id},
                       Fate::apply,
                       "",
                       value,
                       false,
                       0});
  return found;
}

}  // namespace

// {"users": […], "edited": [ids]}: edited since the last import.
Response list_entries(Call& call) {
  const auto list = call.request.parameters[0];
  const auto kind = kind_of(list);
  if (!kind) return refuse(call, problem(Reason::not_found));
  Response response;
  auto& out = response.body;
  std::string edited;
  append_name(out += '{', list);
  out += '[';
  const auto book = call.app.services.access.book();
  for (const auto& [name, row] : book->rows) {
    if (name.org != call.request.actor.org || name.kind != *kind) continue;
    if (row.edited()) {
      if (!edited.empty()) edited += ',';
      append_json_string(edited, name.id);
    }
    if (row.now.empty()) continue;
    if (out.back() != '[') out += ',';
    out += row.now;
  }
  append_name(out += ']', "edited");
  out += '[' + edited + "]}";
  return response;
}

Response read_entry(Call& call) {
  const auto name = name_of(call);
  return name ? about_entry(call, *name, 200) : refuse(call, unknown_entry());
}

Awaitable<Response> set_entry(Call& call) {
  const auto name = name_of(call);
  if (!name) co_return refuse(call, unknown_entry());
  auto value = read_value(call.request.body);
  if (!value) co_return refuse(call, value.error());
  auto expected = read_if_match(*call.request.head);
  if (!expected) co_return refuse(call, problem(expected.error()));
  model::SetEntry intent{name->kind, name->id, std::move(*value), std::move(*expected)};
  const auto accepted = co_await carry_out(call, std::move(intent));
  if (!accepted) co_return accepted.error();
  const bool fresh = accepted->directory && !accepted->directory->empty() && accepted->directory->front().was.empty();
  auto response = about_entry(call, *name, fresh ? 201 : 200);
  if (accepted->replayed) add_header(response, "Idempotent-Replayed", "true");
  co_return response;
}

Awaitable<Response> remove_entry(Call& call) {
  const auto name = name_of(call);
  if (!name) co_return refuse(call, unknown_entry());
  auto expected = read_if_match(*call.request.head);
  if (!expected) co_return refuse(call, problem(expected.error()));
  model::RemoveEntry intent{name->kind, name->id, std::move(*expected)};
  const auto accepted = co_await carry_out(call, std::move(intent));
  if (!accepted) co_return accepted.error();
  Response response;
  append_member(response.body = "{", "id", name->id);
  append_name(response.body, "removed");
  response.body += "true}";
  if (accepted->replayed) add_header(response, "Idempotent-Replayed", "true");
  co_return response;
}

Awaitable<Response> import_directory(Call& call) {
  auto body = read_directory(call.request.body);
  if (!body) co_return refuse(call, body.error());
  const bool dry_run = body->dry_run;
  auto command = make_command(call, model::ImportDirectory{std::move(body->directory), dry_run, body->overwrite});
  if (!command) co_return refuse(call, command.error());
  if (dry_run) command->idempotency.reset();
  auto outcome = co_await submit(call, std::move(*command));
  if (auto* no = outcome ? std::get_if<model::Rejection>(&*outcome) : nullptr;
      no != nullptr && no->code == model::RejectionCode::invalid_input)
    for (auto& one : no->problems) one.pointer.insert(0, "/directory");
  const auto* accepted = outcome ? std::get_if<model::Accepted>(&*outcome) : nullptr;
  if (accepted == nullptr) co_return refuse(call, refusal_of(call, outcome));
  Response response;
  auto& out = response.body;
  append_flag(out += '{', "dry_run", dry_run);
  append_name(out, "differences");
  out += '[';
  for (const auto& one : told(*accepted)) {
    if (one.fate == Fate::agree) continue;
    if (out.back() != '[') out += ',';
    append_difference(out, one);
  }
  out += "]}";
  if (accepted->replayed) add_header(response, "Idempotent-Replayed", "true");
  co_return response;
}

}  // namespace docket::http

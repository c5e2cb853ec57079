#include "adapters/http/wire.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/base/json_text.hpp"
#include "workflows/form.hpp"

namespace docket::http {
namespace {

using nlohmann::json;

bool holds_role(const workflows::Action& action, const model::Actor& actor) {
  return std::ranges::any_of(
      actor.roles, [&action](const auto& role) { return std::ranges::find(action.roles, role) != action.roles.end(); });
}

void append_instant(std::string& out, std::string_view name, Timestamp instant) {
  append_name(out, name);
  out += '"';
  append_timestamp(out, instant);
  out += '"';
}

void append_ids(std::string& out, const std::vector<model::UserId>& ids) {
  out += '[';
  for (const auto& id : ids) {
    if (out.back() != '[') out += ',';
    append_json_string(out, id.str());
  }
  out += ']';
}

void append_links(std::string& out, const std::vector<model::Link>& links) {
  append_name(out, "links");
  out += '[';
  for (const auto& [relation, other] : links) {
    if (out.back() != '[') out += ',';
    out += '{';
    append_member(out, "relation", relation);
    append_member(out, "case", other.str());
    out += '}';
  }
  out += ']';
}

// Why somebody was chosen is told to staff.
void append_assignee(std::string& out, const std::optional<model::Assignment>& assignment, bool own) {
  append_name(out, "assignee");
  if (!assignment) {
    out += "null";
    return;
  }
  out += '{';
  if (!assignment->user.empty()) append_member(out, "user", assignment->user.str());
  if (!assignment->unit.empty()) append_member(out, "unit", assignment->unit.str());
  if (!assignment->co.empty()) {
    append_name(out, "co");
    append_ids(out, assignment->co);
  }
  if (!own) append_member(out, "why", assignment->why);
  out += '}';
}

// Whose personal values were destroyed: their references are null below, and for that reason.
void append_erased(std::string& out, const std::vector<std::string>& subjects) {
  append_name(out, "erased");
  out += '[';
  for (const auto& subject : subjects) {
    if (out.back() != '[') out += ',';
    append_json_string(out, subject);
  }
  out += ']';
}

// The fields of the case; a petitioner's are those that are not for staff alone.
void append_data(std::string& out, const json& data, const Rendering& rendering, bool own, PersonalJoin& join) {
  append_name(out, "data");
  if (!own || rendering.internal.empty()) return append_joined(out, data, join);
  out += '{';
  for (const auto& [name, value] : data.items()) {
    if (rendering.internal.contains(name)) continue;
    if (out.back() != '{') out += ',';
    append_json_string(out, name);
    out += ':';
    append_joined(out, value, join);
  }
  out += '}';
}

void append_actions(std::string& out, const RenderedState* state, const model::Actor& actor) {
  append_name(out, "actions");
  out += '[';
  if (state != nullptr) {
    for (const auto* action : state->leaving) {
      if (!holds_role(*action->action, actor)) continue;
      if (out.back() != '[') out += ',';
      out += action->json;
    }
  }
  out += ']';
}

}  // namespace

bool PersonalJoin::masks(std::string_view whose) const {
  if (sight_ == model::Sight::clear) return false;
  return sight_ != model::Sight::own || (whose != "case" && whose != "petitioner" && whose != "applicant");
}

const workflows::Value* PersonalJoin::find(std::uint64_t sequence, std::string_view field) {
  if (error_) return nullptr;
  if (!values_) {
    auto values = reader_.personal(subject_.org, subject_.id);
    if (!values) {
      error_ = values.error();
      return nullptr;
    }
    values_ = std::make_shared<const model::PersonalValues>(std::move(*values));
  }
  const auto found = values_->find(model::PersonalOrder::View(sequence, field));
  return found == values_->end() ? nullptr : &found->second;
}

void append_masked(std::string& out, const json& value) {
  if (value.is_structured()) {
    const char* brackets = value.is_object() ? "{}" : "[]";
    out += brackets[0];
    for (const auto& [name, inner] : value.items()) {
      if (out.back() != brackets[0]) out += ',';
      if (value.is_object()) {
        append_json_string(out, name);
        out += ':';
      }
      append_masked(out, inner);
    }
    out += brackets[1];
    return;
  }
  std::string covered = "***";
  if (value.is_string() && !value.get_ref<const std::string&>().empty()) {
    const auto& text = value.get_ref<const std::string&>();
    std::size_t first = 1;
    while (first < text.size() && (static_cast<unsigned char>(text[first]) & 0xC0) == 0x80) ++first;
    covered.insert(0, text, 0, first);
  }
  append_json_string(out, covered);
}

void append_joined(std::string& out, const json& value, PersonalJoin& join) {
  switch (value.type()) {
    case json::value_t::object: {
      if (workflows::is_reference(value)) {
        const auto reference = workflows::read_reference(value);
        const auto* found = reference ? join.find(reference->sequence, reference->pointer) : nullptr;
        if (found == nullptr) {
          out += "null";
        } else if (join.masks(reference->subject)) {
          append_masked(out, found->json());
        } else {
          append_json(out, found->json());
        }
        return;
      }
      out += '{';
      for (const auto& [name, member] : value.get_ref<const json::object_t&>()) {
        if (out.back() != '{') out += ',';
        append_json_string(out, name);
        out += ':';
        append_joined(out, member, join);
      }
      out += '}';
      return;
    }
    case json::value_t::array:
      out += '[';
      for (const auto& item : value) {
        if (out.back() != '[') out += ',';
        append_joined(out, item, join);
      }
      out += ']';
      return;
    default:
      append_json(out, value);
  }
}

Result<void> append_case(std::string& out, const model::Case& subject, const Rendering& rendering,
                         const index::Reader& reader, const model::PersonalValuesPtr& carried, const View& view) {
  const auto state = rendering.states.find(subject.state);
  const auto* rendered = state == rendering.states.end() ? nullptr : &state->second;
  out += '{';
  append_member(out, "id", subject.id.str());
  append_member(out, "number", subject.number);
  append_member(out, "org", subject.org.str());
  append_name(out, "workflow");
  out += rendering.workflow;
  append_name(out, "state");
  const bool own = view.sight == model::Sight::own;
  out += rendered == nullptr ? "null" : own ? rendered->own : rendered->json;
  append_name(out, "cycle");
  append_number(out, subject.cycle);
  append_name(out, "sequence");
  append_number(out, subject.sequence.value);
  append_instant(out, "opened_at", subject.opened);
  append_member(out, "opened_by", subject.opened_by.str());
  append_instant(out, "updated_at", subject.updated);
  append_instant(out, "state_since", subject.entered);
  append_member(out, "level", model::level_name(subject.protection.level));
  append_assignee(out, subject.assignment, own);
  if (!subject.links.empty()) append_links(out, subject.links);
  if (!subject.erased.empty()) append_erased(out, subject.erased);
  PersonalJoin join(reader, subject, carried, view.sight);
  append_data(out, subject.data.json(), rendering, own, join);
  if (join.error()) return std::unexpected(*join.error());
  if (view.acting != nullptr) append_actions(out, rendered, *view.acting);
  out += '}';
  return {};
}

Problem to_problem(const model::Rejection& rejection) {
  using model::RejectionCode;
  // One answer for hidden and missing, whoever noticed.
  if (rejection.code == RejectionCode::unknown_case) return problem(Reason::unknown_case);
  Problem made;
  switch (rejection.code) {
    case RejectionCode::unknown_workflow:
    case RejectionCode::unknown_case:
    case RejectionCode::unknown_action:
    case RejectionCode::unknown_token:
    case RejectionCode::unknown_hook:
    case RejectionCode::unknown_entry:
      made.status = 404;
      break;
    case RejectionCode::forbidden:
      made.status = 403;
      break;
    case RejectionCode::not_an_opening:
    case RejectionCode::wrong_state:
    case RejectionCode::guard_refused:
    case RejectionCode::guard_error:
    case RejectionCode::case_too_large:
    case RejectionCode::not_yet:
    case RejectionCode::nobody_to_assign:
    case RejectionCode::already_erased:
    case RejectionCode::bad_link:
      made.status = 409;
      break;
    case RejectionCode::key_in_flight:
      made.status = 409;
      made.retry_after = 1;
      break;
    case RejectionCode::invalid_input:
    case RejectionCode::unknown_user:
    case RejectionCode::unknown_subject:
    case RejectionCode::key_reused:
      made.status = 422;
      break;
    case RejectionCode::stale_version:
      made.status = 412;
      break;
  }
  made.code = model::code_name(rejection.code);
  made.title = title_of(made.status);
  made.detail = rejection.sentence;
  made.errors = rejection.problems;
  made.guard = rejection.guard;
  return made;
}

Problem to_problem(const Error& error) {
  if (error.is(Errc::overloaded)) return problem(Reason::overloaded);
  if (error.is(Errc::stopping)) return problem(Reason::stopping);
  if (error.is(Errc::read_only)) return problem(Reason::read_only);
  if (error.is(Errc::storage_failed)) return problem(Reason::unavailable);
  return problem(Reason::internal);
}

std::string etag(model::Sequence sequence) { return "\"v" + std::to_string(sequence.value) + "\""; }

}  // namespace docket::http

#include <algorithm>
#include <charconv>

#include "engine/model/case.hpp"
#include "engine/model/command.hpp"
#include "engine/model/directory.hpp"
#include "engine/model/event.hpp"
#include "engine/model/ids.hpp"
#include "engine/model/rejection.hpp"

namespace docket::model {

std::string format_position(Position position) {
  return std::to_string(position.partition) + "-" + std::to_string(position.offset);
}

std::optional<Position> parse_position(std::string_view text) {
  Position position;
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto* middle = text.data() + dash;
  const auto* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), middle, position.partition);
  const auto second = std::from_chars(middle + 1, end, position.offset);
  const bool whole = first.ec == std::errc() && first.ptr == middle && second.ec == std::errc() && second.ptr == end;
  return whole ? std::optional(position) : std::nullopt;
}

std::string code_name(RejectionCode code) {
  switch (code) {
    case RejectionCode::unknown_workflow:
      return "unknown-workflow";
    case RejectionCode::unknown_case:
      return "unknown-case";
    case RejectionCode::unknown_action:
      return "unknown-action";
    case RejectionCode::not_an_opening:
      return "not-an-opening";
    case RejectionCode::forbidden:
      return "forbidden";
    case RejectionCode::wrong_state:
      return "wrong-state";
    case RejectionCode::guard_refused:
      return "guard-refused";
    case RejectionCode::guard_error:
      return "guard-error";
    case RejectionCode::invalid_input:
      return "invalid-input";
    case RejectionCode::unknown_user:
      return "unknown-user";
    case RejectionCode::unknown_token:
      return "unknown-token";
    case RejectionCode::unknown_hook:
      return "unknown-hook";
    case RejectionCode::unknown_entry:
      return "unknown-entry";
    case RejectionCode::stale_version:
      return "stale-version";
    case RejectionCode::key_in_flight:
      return "key-in-flight";
    case RejectionCode::key_reused:
      return "key-reused";
    case RejectionCode::case_too_large:
      return "case-too-large";
    case RejectionCode::not_yet:
      return "not-yet";
    case RejectionCode::nobody_to_assign:
      return "nobody-to-assign";
    case RejectionCode::unknown_subject:
      return "unknown-subject";
    case RejectionCode::already_erased:
      return "already-erased";
    case RejectionCode::bad_link:
      return "bad-link";
  }
  return "unknown";
}

std::string_view level_name(Level level) {
  switch (level) {
    case Level::public_:
      return "public";
    case Level::internal:
      return "internal";
    case Level::confidential:
      return "confidential";
    case Level::sealed:
      return "sealed";
  }
  return "";
}

std::optional<Level> read_level(std::string_view name) {
  for (const auto level : {Level::public_, Level::internal, Level::confidential, Level::sealed})
    if (level_name(level) == name) return level;
  return std::nullopt;
}

const Link* master_of(const Case& subject) {
  const auto found = std::ranges::find(subject.links, "merged_into", &Link::relation);
  return found == subject.links.end() ? nullptr : &*found;
}

bool Actor::holds(std::string_view role) const { return std::ranges::find(roles, role) != roles.end(); }

bool User::holds(const std::string& role) const { return std::ranges::find(roles, role) != roles.end(); }

bool User::holds_any(const std::vector<std::string>& wanted) const {
  return wanted.empty() || std::ranges::any_of(wanted, [this](const auto& role) { return holds(role); });
}

bool User::absent_on(std::chrono::sys_days day) const {
  return std::ranges::any_of(absences, [day](const Absence& one) { return one.from <= day && day <= one.to; });
}

std::vector<std::string> Directory::users_with(const std::vector<std::string>& roles) const {
  std::vector<std::string> ids;
  for (const auto& [id, user] : users) {
    if (user.holds_any(roles)) ids.push_back(id.str());
  }
  return ids;
}

const User* Directory::user(const UserId& id) const {
  const auto found = users.find(id);
  return found == users.end() ? nullptr : &found->second;
}

std::string Event::id() const {
  return (case_id.empty() ? org.str() : case_id.str()) + "-" + std::to_string(sequence.value);
}

std::string Event::source() const {
  return case_id.empty() ? "/orgs/" + org.str() : "/orgs/" + org.str() + "/cases/" + case_id.str();
}

std::string Event::type() const { return (case_id.empty() ? "docket.org." : "docket.case.") + name + ".v1"; }

}  // namespace docket::model

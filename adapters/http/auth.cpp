#include "adapters/http/auth.hpp"

#include <algorithm>

namespace docket::http {
namespace {

bool holds(const model::Actor& actor, const std::string& role) {
  return std::ranges::find(actor.roles, role) != actor.roles.end();
}

}  // namespace

std::expected<model::Actor, Reason> authenticate(const Head& head, const Access& access, Timestamp now) {
  constexpr std::string_view scheme = "Bearer ";
  auto token = find_field(head, "Authorization");
  const bool bearer = token.size() > scheme.size() && same_name(token.substr(0, scheme.size()), scheme);
  if (!bearer || count_fields(head, "Authorization") != 1) return std::unexpected(Reason::unauthenticated);
  token.remove_prefix(scheme.size());
  auto actor = access.authenticate(token, now);
  if (!actor) return std::unexpected(Reason::unauthenticated);
  return std::move(*actor);
}

bool is_staff(const model::Actor& actor) {
  return std::ranges::any_of(actor.roles, [](const auto& role) { return role != "voter"; });
}

bool permits(const Rule& rule, const model::Actor& actor) {
  switch (rule.kind) {
    case Rule::Kind::everybody:
    case Rule::Kind::user:
      return true;
    case Rule::Kind::staff:
      return is_staff(actor);
    case Rule::Kind::roles:
      return std::ranges::any_of(rule.roles, [&actor](const auto& role) { return holds(actor, role); });
  }
  return false;
}

model::Sight sight_of(const Access& access, const model::Actor& actor, const model::Case& subject) {
  return model::sight(actor, subject, *access.directory());
}

}  // namespace docket::http

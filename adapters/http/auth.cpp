#include "adapters/http/auth.hpp"

#include <algorithm>

#include "adapters/http/app.hpp"
#include "engine/query_code.hpp"

namespace docket::http {
namespace {

std::expected<model::Actor, Reason> voter_of(const model::QueryCode& code, App& app, const std::string& peer) {
  const auto now = app.services.clock.now();
  const auto place = "case " + code.lookup;
  if (app.wrong_codes.wait(peer, now) > 0 || app.wrong_codes.wait(place, now) > 0)
    return std::unexpected(Reason::too_many);
  const auto found = app.services.reader.case_of(code);
  if (!found) return std::unexpected(Reason::internal);
  if (*found) {
    model::Actor voter;
    voter.user = model::UserId("voter:" + (*found)->str());
    voter.roles = {"voter"};
    voter.only = **found;
    return voter;
  }
  app.wrong_codes.happened(peer, now);
  app.wrong_codes.happened(place, now);
  return std::unexpected(Reason::unauthenticated);
}

}  // namespace

std::string_view bearer_token(const Head& head) {
  constexpr std::string_view scheme = "Bearer ";
  const auto value = find_field(head, "Authorization");
  const bool bearer = value.size() > scheme.size() && same_name(value.substr(0, scheme.size()), scheme);
  return bearer && count_fields(head, "Authorization") == 1 ? value.substr(scheme.size()) : std::string_view();
}

std::expected<model::Actor, Reason> authenticate(const Head& head, App& app, const std::string& peer) {
  const auto token = bearer_token(head);
  if (token.empty()) return std::unexpected(Reason::unauthenticated);
  if (const auto code = read_query_code(token)) return voter_of(*code, app, peer);
  auto actor = app.services.access.authenticate(token, app.services.clock.now());
  if (!actor) return std::unexpected(Reason::unauthenticated);
  return std::move(*actor);
}

bool is_staff(const model::Actor& actor) {
  return std::ranges::any_of(actor.roles, [](const auto& role) { return role != "voter"; });
}

bool permits(const Rule& rule, const model::Actor& actor) {
  switch (rule.kind) {
    case Rule::Kind::everybody:
    case Rule::Kind::anyone:
      return true;
    case Rule::Kind::user:
      return !actor.intake;
    case Rule::Kind::staff:
      return is_staff(actor);
    case Rule::Kind::roles:
      return std::ranges::any_of(rule.roles, [&actor](const auto& role) { return actor.holds(role); });
  }
  return false;
}

model::Sight sight_of(const Access& access, const model::Actor& actor, const model::Case& subject) {
  return model::sight(actor, subject, *access.orgs());
}

}  // namespace docket::http

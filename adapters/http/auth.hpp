// Who may ask: the rule of a route, the bearer token of a request, and whether a case is the caller's to see.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "adapters/http/message.hpp"
#include "adapters/http/problem.hpp"
#include "engine/access.hpp"
#include "engine/model/case.hpp"
#include "engine/model/sight.hpp"

namespace docket::http {

struct App;

struct Rule {
  enum class Kind {
    everybody,  // no token
    anyone,     // any valid token or query code, an intake token too
    user,       // any but an intake token, which only opens cases
    staff,      // a role beyond `voter`: lists show everybody's cases
    roles,      // one of `roles`
  };
  Kind kind = Kind::user;
  std::vector<std::string> roles = {};
};

// The caller by token or by query code, or 401: the same for every way in which either can be wrong; 429 after too many
// wrong codes from `peer` or for the same case.
std::expected<model::Actor, Reason> authenticate(const Head& head, App& app, const std::string& peer);

// As the header gives it; "" when it gives none, or two.
std::string_view bearer_token(const Head& head);

bool permits(const Rule& rule, const model::Actor& actor);
bool is_staff(const model::Actor& actor);

// A hidden case takes the path of a missing one.
model::Sight sight_of(const Access& access, const model::Actor& actor, const model::Case& subject);

}  // namespace docket::http

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

struct Rule {
  enum class Kind {
    everybody,  // no token
    user,       // any valid token
    staff,      // a role beyond `voter`: lists show everybody's cases
    roles,      // one of `roles`
  };
  Kind kind = Kind::user;
  std::vector<std::string> roles = {};
};

// The caller, or 401: the same for every way in which a token can be wrong.
std::expected<model::Actor, Reason> authenticate(const Head& head, const Access& access, Timestamp now);

bool permits(const Rule& rule, const model::Actor& actor);
bool is_staff(const model::Actor& actor);

// A hidden case takes the path of a missing one.
model::Sight sight_of(const Access& access, const model::Actor& actor, const model::Case& subject);

}  // namespace docket::http

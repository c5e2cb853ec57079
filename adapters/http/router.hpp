// The table of what may be asked: method, path pattern, who may, which handler. A route without a rule does
// not start.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http/auth.hpp"
#include "adapters/http/executor.hpp"
#include "adapters/http/message.hpp"
#include "engine/base/error.hpp"

namespace docket::http {

struct Call;

// Answers at once, or waits for another thread.
struct Handler {
  using Now = Response (*)(Call&);
  using Later = Awaitable<Response> (*)(Call&);
  Handler(Now made) : now(made) {}      // NOLINT: a route names its function
  Handler(Later made) : later(made) {}  // NOLINT
  Now now = nullptr;
  Later later = nullptr;
};

struct Route {
  std::string_view method;
  std::string_view pattern;  // "/v1/cases/{id}": a brace catches one segment
  std::optional<Rule> rule;
  Handler handler;
};

struct Match {
  const Route* route = nullptr;
  std::size_t index = 0;  // in the table
  std::array<std::string_view, 2> parameters;
  bool head = false;  // HEAD, answered by the route of GET
};

struct NoMatch {
  std::string allow;  // "GET, HEAD" when the path exists; "" when it does not
};

class Router {
 public:
  explicit Router(std::vector<Route> routes);

  std::expected<Match, NoMatch> match(std::string_view method, std::string_view path) const;
  const std::vector<Route>& routes() const { return routes_; }

  // An error names the first route that lacks a rule.
  Result<void> check() const;

 private:
  using Segments = std::vector<std::string_view>;
  static bool fits(const Segments& pattern, const Segments& path, Match& match);

  std::vector<Route> routes_;
  std::vector<Segments> patterns_;
};

std::vector<Route> all_routes();

}  // namespace docket::http

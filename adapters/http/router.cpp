#include "adapters/http/router.hpp"

#include <algorithm>

namespace docket::http {
namespace {

void split(std::string_view path, std::vector<std::string_view>& segments) {
  segments.clear();
  path.remove_prefix(1);
  for (;;) {
    const auto end = path.find('/');
    segments.push_back(path.substr(0, end));
    if (end == std::string_view::npos) return;
    path.remove_prefix(end + 1);
  }
}

// [A-Za-z0-9._~-]{1,128}: ids and names; anything else names nothing.
bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= 128 && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' ||
           c == '~' || c == '-';
  });
}

}  // namespace

Router::Router(std::vector<Route> routes) : routes_(std::move(routes)) {
  for (const auto& route : routes_) split(route.pattern, patterns_.emplace_back());
}

Result<void> Router::check() const {
  for (const auto& route : routes_) {
    if (route.rule) continue;
    const auto name = std::string(route.method) + " " + std::string(route.pattern);
    return fail(Errc::invalid_config, "route " + name + " says nothing about who may use it: give it a rule");
  }
  return {};
}

bool Router::fits(const Segments& pattern, const Segments& path, Match& match) {
  if (pattern.size() != path.size()) return false;
  std::size_t caught = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (!pattern[i].starts_with('{')) {
      if (pattern[i] != path[i]) return false;
      continue;
    }
    if (!is_id(path[i])) return false;
    match.parameters[caught++] = path[i];
  }
  return true;
}

std::expected<Match, NoMatch> Router::match(std::string_view method, std::string_view path) const {
  thread_local Segments segments;  // keeps its memory from call to call
  split(path, segments);
  NoMatch none;
  Match match;
  match.head = method == "HEAD";
  const auto wanted = match.head ? std::string_view("GET") : method;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    if (!fits(patterns_[i], segments, match)) continue;
    if (routes_[i].method == wanted) {
      match.route = &routes_[i];
      match.index = i;
      return match;
    }
    if (!none.allow.empty()) none.allow += ", ";
    none.allow.append(routes_[i].method == "GET" ? "GET, HEAD" : routes_[i].method);
  }
  return std::unexpected(std::move(none));
}

}  // namespace docket::http

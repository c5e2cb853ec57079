// One request and one answer as the handlers see them: no protocol library in sight. A request's texts are
// views into its connection's memory and end with the exchange; whatever outlives it (work on another thread)
// copies.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/command.hpp"

namespace docket::http {

struct Field {
  std::string_view name;
  std::string_view value;
};

// The header as it was before the body: trailers never reach it.
struct Head {
  std::string_view method;
  std::string_view target;
  unsigned version = 11;  // 10 or 11
  std::vector<Field> fields;
  bool folded = false;  // some value was continued on the next line
};

bool same_name(std::string_view left, std::string_view right);  // ASCII, ignoring case
std::size_t count_fields(const Head& head, std::string_view name);
std::string_view find_field(const Head& head, std::string_view name);  // the first; "" when there is none

struct Request {
  const Head* head = nullptr;
  std::string_view path;
  std::string_view query;                      // raw, without the question mark
  std::array<std::string_view, 2> parameters;  // what the route's pattern caught, in its order
  std::string_view body;
  std::string_view id;  // ours, for X-Request-Id and correlation
  model::Actor actor;   // empty on public routes
};

class Source;

struct Response {
  int status = 200;
  std::string_view content_type = "application/json";  // a literal
  std::string headers;                                 // complete lines, made by add_header
  std::string body;
  std::shared_ptr<Source> source = {};  // the answer goes on behind the body (stream.hpp); null: it ends there
};

// `value` is ours or checked before: a line break in it is a bug.
void add_header(Response& response, std::string_view name, std::string_view value);

}  // namespace docket::http

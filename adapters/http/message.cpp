#include "adapters/http/message.hpp"

#include <algorithm>

#include "engine/base/ensure.hpp"

namespace docket::http {
namespace {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool same_name(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, [](char a, char b) { return lower(a) == lower(b); });
}

std::size_t count_fields(const Head& head, std::string_view name) {
  return static_cast<std::size_t>(
      std::ranges::count_if(head.fields, [name](const Field& field) { return same_name(field.name, name); }));
}

std::string_view find_field(const Head& head, std::string_view name) {
  for (const auto& field : head.fields) {
    if (same_name(field.name, name)) return field.value;
  }
  return {};
}

void add_header(Response& response, std::string_view name, std::string_view value) {
  ENSURE(value.find_first_of("\r\n") == std::string_view::npos, "a header value of ours holds no line break");
  response.headers.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace docket::http

// The request target: RFC 3986 origin-form, its raw path and its query parameters. Pure.
#pragma once

#include <expected>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http/problem.hpp"

namespace docket::http {

// `/path` with an optional query: only the characters of RFC 3986, complete percent escapes, no fragment.
bool is_origin_form(std::string_view target);

// Escapes resolved; nothing for a broken escape, a NUL or text that is not UTF-8.
std::optional<std::string> percent_decode(std::string_view text);
// Everything but the unreserved characters escaped.
std::string percent_encode(std::string_view text);

// The parameters of one query string, each known, at most once, not empty.
class Parameters {
 public:
  static std::expected<Parameters, Problem> parse(std::string_view query,
                                                  std::initializer_list<std::string_view> known);

  std::optional<std::string> text(std::string_view name) const;
  // Digits only, within [min, max]; the fallback when absent.
  std::expected<std::size_t, Problem> number(std::string_view name, std::size_t fallback, std::size_t min,
                                             std::size_t max) const;

 private:
  std::vector<std::pair<std::string_view, std::string>> values_;  // names are views of the known list
};

// "?name" as the pointer of an error about a query parameter.
Problem invalid_parameter(std::string_view name, workflows::Label sentence);

}  // namespace docket::http

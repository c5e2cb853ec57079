// An immutable JSON value behind a pointer: copies are cheap, headers need only <nlohmann/json_fwd.hpp>, and
// nobody can change a document that a case or a definition already holds. Values are safe to share between
// threads. `parse_untrusted` is the only door for text that comes from outside the process.
#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "workflows/problem.hpp"

namespace docket::workflows {

class Value {
 public:
  Value();  // null
  explicit Value(nlohmann::json json);

  static Value object();  // {}

  // A part of this value's document, as a value of its own that shares it.
  Value part(const nlohmann::json& inside) const;

  const nlohmann::json& json() const { return *json_; }
  bool is_null() const;

  // Compact text with sorted keys: the same value always gives the same bytes.
  std::string dump() const;

  friend bool operator==(const Value& left, const Value& right);

 private:
  std::shared_ptr<const nlohmann::json> json_;
};

// Limits on text from outside. Beyond each of them parsing stops with a problem; nothing is kept.
struct ParseLimits {
  std::size_t bytes_max = 1024 * 1024;
  std::size_t depth_max = 64;
  std::size_t nodes_max = 100'000;
  std::size_t key_max = 256;  // bytes of one member name
};

// Strict JSON (RFC 8259): UTF-8 without a byte order mark, no duplicate member, no NUL in a string, integers
// within ±(2^53 − 1) (larger ones belong into strings), finite numbers only.
std::expected<Value, Problem> parse_untrusted(std::string_view text, const ParseLimits& limits = {});

// Appends `token` to a JSON pointer, escaped (~0, ~1).
std::string pointer_child(std::string_view pointer, std::string_view token);

}  // namespace docket::workflows

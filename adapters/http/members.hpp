// Reading the JSON body of a request: members are asked for by name, what nobody asked for is unknown, and every
// problem is told at once, each with its pointer.
#pragma once

#include <expected>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http/problem.hpp"
#include "engine/base/clock.hpp"
#include "workflows/problem.hpp"
#include "workflows/value.hpp"

namespace docket::http {

// An empty body is refused with a sentence of its own.
std::expected<workflows::Value, Problem> parse_body(std::string_view body);

class Members {
 public:
  // `problems` outlives it.
  Members(workflows::Value object, std::string pointer, workflows::Problems& problems);

  bool has(std::string_view name) const;
  std::string text(std::string_view name);
  std::string optional_text(std::string_view name);
  bool flag(std::string_view name);  // absent is no
  std::size_t positive(std::string_view name);
  std::vector<std::string> texts(std::string_view name);  // empty ones too
  std::optional<Timestamp> instant(std::string_view name);
  workflows::Value input();                        // {} when absent: an action without fields needs no input
  workflows::Value object(std::string_view name);  // required
  const nlohmann::json* list(std::string_view name, std::size_t max);
  const nlohmann::json* list(std::string_view name, std::size_t max, workflows::Label otherwise);

  void complain(std::string_view name, workflows::Label sentence);
  // Call last. An unknown name is the caller's own text, so the problem only says where to look.
  void nothing_else();

 private:
  const nlohmann::json* member(std::string_view name);

  workflows::Value value_;
  const nlohmann::json& object_;
  std::string pointer_;
  workflows::Problems& problems_;
  std::size_t seen_ = 0;
  bool takes_input_ = false;
};

template <typename T>
std::expected<T, Problem> finish(T made, workflows::Problems problems) {
  if (!problems.empty()) return std::unexpected(problem(Reason::invalid_body, std::move(problems)));
  return made;
}

}  // namespace docket::http

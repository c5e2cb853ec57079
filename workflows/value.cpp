#include "workflows/value.hpp"

#include <nlohmann/json.hpp>
#include <utility>

namespace docket::workflows {
namespace {

std::shared_ptr<const nlohmann::json> shared(nlohmann::json json) {
  return std::make_shared<const nlohmann::json>(std::move(json));
}

}  // namespace

Value::Value() {
  static const std::shared_ptr<const nlohmann::json> null = shared(nullptr);
  json_ = null;
}

Value::Value(nlohmann::json json) : json_(shared(std::move(json))) {}

Value Value::object() {
  static const Value empty(nlohmann::json::object());
  return empty;
}

Value Value::part(const nlohmann::json& inside) const {
  Value part;
  part.json_ = std::shared_ptr<const nlohmann::json>(json_, &inside);
  return part;
}

bool Value::is_null() const { return json_->is_null(); }

// Text made inside the process may not be UTF-8; a replacement character is better than an exception on the
// way out.
std::string Value::dump() const { return json_->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace); }

bool operator==(const Value& left, const Value& right) {
  return left.json_ == right.json_ || *left.json_ == *right.json_;
}

std::string pointer_child(std::string_view pointer, std::string_view token) {
  std::string child;
  child.reserve(pointer.size() + token.size() + 1);
  child.append(pointer).push_back('/');
  for (const char character : token) {
    if (character == '~') {
      child.append("~0");
    } else if (character == '/') {
      child.append("~1");
    } else {
      child.push_back(character);
    }
  }
  return child;
}

}  // namespace docket::workflows

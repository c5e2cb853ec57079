#include "adapters/http/members.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace docket::http {

using nlohmann::json;
using workflows::Value;

std::expected<Value, Problem> parse_body(std::string_view body) {
  if (body.empty()) {
    return std::unexpected(
        problem(Reason::invalid_json, {{"",
                                        {"请求没有正文；没有要填的内容时请发送 {}。",
                                         "The request has no body; send {} when there is nothing to fill in."}}}));
  }
  auto parsed = workflows::parse_untrusted(body);
  if (!parsed) return std::unexpected(problem(Reason::invalid_json, {parsed.error()}));
  return std::move(*parsed);
}

Members::Members(Value object, std::string pointer, workflows::Problems& problems)
    : value_(std::move(object)), object_(value_.json()), pointer_(std::move(pointer)), problems_(problems) {
  if (!object_.is_object()) complain("", {"这里必须是一个 JSON 对象。", "This must be a JSON object."});
}

bool Members::has(std::string_view name) const { return object_.is_object() && object_.contains(name); }

std::string Members::text(std::string_view name) {
  const auto* found = member(name);
  if (found == nullptr || !found->is_string() || found->get_ref<const std::string&>().empty()) {
    complain(name, {"请填写非空的字符串。", "Give a non-empty string."});
    return {};
  }
  return found->get<std::string>();
}

std::string Members::optional_text(std::string_view name) { return has(name) ? text(name) : std::string(); }

bool Members::flag(std::string_view name) {
  const auto* found = member(name);
  if (found != nullptr && !found->is_boolean()) complain(name, {"请填写 true 或 false。", "Give true or false."});
  return found != nullptr && found->is_boolean() && found->get<bool>();
}

std::size_t Members::positive(std::string_view name) {
  const auto* found = member(name);
  if (found != nullptr && found->is_number_unsigned() && found->get<std::size_t>() > 0)
    return found->get<std::size_t>();
  complain(name, {"请填写大于零的整数。", "Give a whole number above zero."});
  return 0;
}

std::vector<std::string> Members::texts(std::string_view name) {
  constexpr std::size_t max = 100;
  const auto* found = member(name);
  const auto is_text = [](const json& item) { return item.is_string(); };
  if (found != nullptr && found->is_array() && found->size() <= max && std::ranges::all_of(*found, is_text))
    return found->get<std::vector<std::string>>();
  complain(name, {"请给出最多 100 个字符串的列表。", "Give a list of at most 100 strings."});
  return {};
}

std::optional<Timestamp> Members::instant(std::string_view name) {
  const auto* found = member(name);
  if (found == nullptr) return std::nullopt;
  const auto parsed = found->is_string() ? parse_timestamp(found->get_ref<const std::string&>()) : std::nullopt;
  if (!parsed)
    complain(name, {"请填写 RFC 3339 时间，例如 2026-12-31T00:00:00+08:00。",
                    "Give an RFC 3339 time such as 2026-12-31T00:00:00+08:00."});
  return parsed;
}

Value Members::input() {
  takes_input_ = true;
  const auto* found = member("input");
  if (found == nullptr) return Value::object();
  if (!found->is_object()) {
    complain("input", {"input 必须是一个 JSON 对象。", "input must be a JSON object."});
    return Value::object();
  }
  return value_.part(*found);
}

Value Members::object(std::string_view name) {
  const auto* found = member(name);
  if (found != nullptr && found->is_object()) return value_.part(*found);
  complain(name, {"请给出一个 JSON 对象。", "Give a JSON object."});
  return Value::object();
}

const json* Members::list(std::string_view name, std::size_t max) {
  const auto count = std::to_string(max);
  return list(name, max, {"请给出 1 到 " + count + " 项的列表。", "Give a list of 1 to " + count + " items."});
}

const json* Members::list(std::string_view name, std::size_t max, workflows::Label otherwise) {
  const auto* found = member(name);
  if (found != nullptr && found->is_array() && !found->empty() && found->size() <= max) return found;
  complain(name, std::move(otherwise));
  return nullptr;
}

void Members::nothing_else() {
  if (!object_.is_object() || seen_ == object_.size()) return;
  if (takes_input_ && !object_.contains("input"))
    return complain("", {"这里有该接口不认识的成员；动作的各项请放在 input 中：{\"input\": {…}}。",
                         "There are members here that this call does not know; what the action takes goes into "
                         "\"input\": {\"input\": {…}}."});
  complain("",
           {"这里有该接口不认识的成员，请删除。", "There are members here that this call does not know; remove them."});
}

const json* Members::member(std::string_view name) {
  if (!object_.is_object()) return nullptr;
  const auto found = object_.find(name);
  if (found == object_.end()) return nullptr;
  ++seen_;
  return &*found;
}

void Members::complain(std::string_view name, workflows::Label sentence) {
  problems_.push_back({name.empty() ? pointer_ : workflows::pointer_child(pointer_, name), std::move(sentence)});
}

}  // namespace docket::http

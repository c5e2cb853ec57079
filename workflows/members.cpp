#include "workflows/members.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "workflows/value.hpp"

namespace docket::workflows {

using nlohmann::json;

namespace {

constexpr std::size_t identifier_max = 64;
constexpr int positive_max = 1'000'000;

const Label identifier_sentence = {"标识只能用小写字母开头，由小写字母、数字、“-”和“_”组成，最长64个字符。",
                                   "Begin an id with a lower-case letter and use only lower-case letters, "
                                   "digits, \"-\" and \"_\", at most 64 of them."};

const json empty_object = json::object();

}  // namespace

bool is_identifier(std::string_view text) {
  if (text.empty() || text.size() > identifier_max || text.front() < 'a' || text.front() > 'z') return false;
  return std::ranges::all_of(
      text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; });
}

const json& member(const json& value, std::string_view key) {
  static const json none;
  if (!value.is_object()) return none;
  const auto found = value.find(key);
  return found == value.end() ? none : *found;
}

Label read_label(const json& value, const std::string& pointer, Problems& problems) {
  Label label;
  Members members(value, pointer, problems);
  if (!value.is_object()) return label;
  label.zh_cn = members.required_text("zh-CN");
  label.en = members.required_text("en");
  members.refuse_unknown();
  return label;
}

void adopt(Problems& problems, const std::string& pointer, const Problems& found) {
  for (const auto& problem : found) problems.push_back({pointer + problem.pointer, problem.sentence});
}

Members::Members(const json& object, std::string pointer, Problems& problems)
    : object_(object.is_object() ? object : empty_object), pointer_(std::move(pointer)), problems_(problems) {
  if (!object.is_object()) problems_.push_back({pointer_, {"这里应当是一个对象 {…}。", "Write an object {…} here."}});
}

std::string Members::pointer_to(std::string_view key) const { return pointer_child(pointer_, key); }

void Members::refuse(std::string_view key, Label sentence) {
  problems_.push_back({pointer_to(key), std::move(sentence)});
}

const json* Members::optional(std::string_view key) {
  known_.emplace(key);
  const auto found = object_.find(key);
  return found == object_.end() ? nullptr : &*found;
}

const json* Members::required(std::string_view key) {
  const auto* value = optional(key);
  if (value == nullptr && (&object_ != &empty_object))
    problems_.push_back(
        {pointer_, {fmt::format("缺少成员“{}”，请补上。", key), fmt::format("Add the member \"{}\".", key)}});
  return value;
}

std::optional<std::string> Members::text(std::string_view key) {
  const auto* value = optional(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string() || value->get_ref<const std::string&>().empty()) {
    refuse(key, {"这里应当是一段非空文字。", "Write a text here that is not empty."});
    return std::nullopt;
  }
  return value->get<std::string>();
}

std::string Members::required_text(std::string_view key) {
  if (required(key) == nullptr) return {};
  return text(key).value_or("");
}

std::string Members::required_id(std::string_view key) {
  auto id = required_text(key);
  if (!id.empty() && !is_identifier(id)) refuse(key, identifier_sentence);
  return id;
}

Label Members::required_label(std::string_view key) {
  const auto* value = required(key);
  return value == nullptr ? Label{} : read_label(*value, pointer_to(key), problems_);
}

int Members::positive(std::string_view key, int fallback) {
  const auto* value = optional(key);
  if (value == nullptr) return fallback;
  if (!value->is_number_integer() || *value < 1 || *value > positive_max) {
    refuse(key, {"这里应当是一个不小于1的整数。", "Write a whole number here that is at least 1."});
    return fallback;
  }
  return value->get<int>();
}

bool Members::flag(std::string_view key, bool fallback) {
  const auto* value = optional(key);
  if (value == nullptr) return fallback;
  if (!value->is_boolean()) {
    refuse(key, {"这里应当是 true 或 false。", "Write true or false here."});
    return fallback;
  }
  return value->get<bool>();
}

std::vector<std::string> Members::texts(std::string_view key) {
  std::vector<std::string> result;
  const auto* value = optional(key);
  if (value == nullptr) return result;
  if (!value->is_array()) {
    refuse(key, {"这里应当是一个列表 […]。", "Write a list […] here."});
    return result;
  }
  for (std::size_t index = 0; index < value->size(); ++index) {
    const auto& item = (*value)[index];
    const auto place = pointer_child(pointer_to(key), std::to_string(index));
    if (!item.is_string() || item.get_ref<const std::string&>().empty()) {
      problems_.push_back({place, {"这里应当是一段非空文字。", "Write a text here that is not empty."}});
      continue;
    }
    if (std::ranges::find(result, item.get_ref<const std::string&>()) != result.end())
      problems_.push_back({place, {"列表里有重复项，请删去一个。", "Remove one of the two: the list repeats it."}});
    result.push_back(item.get<std::string>());
  }
  return result;
}

void Members::each(std::string_view key, const Visit& visit) {
  const auto* value = optional(key);
  if (value == nullptr) return;
  if (!value->is_object()) return refuse(key, {"这里应当是一个对象 {…}。", "Write an object {…} here."});
  for (const auto& [id, item] : value->items()) visit(id, item, pointer_child(pointer_to(key), id));
}

void Members::each_id(std::string_view key, const Visit& visit) {
  each(key, [&](const std::string& id, const json& item, const std::string& place) {
    if (!is_identifier(id)) problems_.push_back({place, identifier_sentence});
    visit(id, item, place);
  });
}

void Members::refuse_choice(std::string_view key, const std::string& known) {
  refuse(key, {fmt::format("不认识这个词，可用的有：{}。", known),
               fmt::format("This word is not known; use one of: {}.", known)});
}

void Members::refuse_unknown() {
  for (const auto& [key, value] : object_.items())
    if (!known_.contains(key))
      refuse(key, {"这里没有名为这个的成员，请检查拼写或删去。",
                   "There is no member of this name here; check the spelling or remove it."});
}

}  // namespace docket::workflows

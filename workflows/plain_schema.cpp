#include "workflows/plain_schema.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace docket::workflows {

using nlohmann::json;

namespace {

void keep_text(const json& from, json& to, const char* name) {
  if (const auto at = from.find(name); at != from.end())
    to[name] = plain_text({at->value("zh-CN", ""), at->value("en", "")});
}

// An empty personal value is not cut: there is nothing to hide.
bool may_be_null(const json& schema) {
  const auto type = schema.find("type");
  if (type == schema.end()) return true;
  return type->is_array() ? std::ranges::find(*type, "null") != type->end() : *type == "null";
}

json reference_to(const json& schema) {
  json reference = {{"type", "object"},
                    {"required", {"$personal"}},
                    {"properties", {{"$personal", {{"type", "string"}}}}},
                    {"additionalProperties", false}};
  if (may_be_null(schema)) reference = {{"anyOf", {std::move(reference), {{"type", "null"}}}}};
  keep_text(schema, reference, "title");
  reference["description"] = "个人信息的引用，不含原文 / A reference to personal data, never the data";
  return reference;
}

json anything(const json& schema) {
  json shown = {{"x-personal", true}};
  keep_text(schema, shown, "title");
  shown["description"] = "个人信息：原文、遮掩后的文字，或已销毁 / Personal: in clear, covered, or null when destroyed";
  return shown;
}

}  // namespace

std::string plain_text(const Label& label) {
  if (label.zh_cn.empty() || label.en.empty()) return label.zh_cn + label.en;
  return label.zh_cn + " / " + label.en;
}

json plain_schema(const json& form, Personal personal) {
  if (form.value("x-personal", false)) {
    if (personal == Personal::referred_to) return reference_to(form);
    if (personal == Personal::shown) return anything(form);
  }
  json plain = form;
  for (const auto* ours : {"x-personal", "x-subject", "x-internal", "x-identity", "x-matter", "title", "description"})
    plain.erase(ours);
  keep_text(form, plain, "title");
  keep_text(form, plain, "description");
  if (const auto items = plain.find("items"); items != plain.end()) *items = plain_schema(*items, personal);
  if (const auto members = plain.find("properties"); members != plain.end())
    for (auto& member : *members) member = plain_schema(member, personal);
  return plain;
}

}  // namespace docket::workflows

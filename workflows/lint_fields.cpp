#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "workflows/lint_sections.hpp"
#include "workflows/members.hpp"

namespace docket::workflows {

using nlohmann::json;

namespace {

bool is_text(const json& schema) {
  if (schema.contains("enum") || schema.contains("const") || schema.contains("x-ref") || schema.contains("format"))
    return false;
  const auto type = schema.find("type");
  if (type == schema.end()) return false;
  if (type->is_string()) return *type == "string";
  return std::ranges::find(*type, json("string")) != type->end();
}

void lint_choices(const json& schema, const std::string& pointer, Problems& problems) {
  if (!schema.contains("enum") || !schema["enum"].is_array()) return;
  const auto labels = schema.find("x-labels");
  for (const auto& choice : schema["enum"]) {
    if (!choice.is_string()) continue;
    const auto& word = choice.get_ref<const std::string&>();
    if (labels == schema.end() || !labels->is_object() || !labels->contains(word))
      problems.push_back({pointer + "/x-labels",
                          {fmt::format("选项“{}”缺少中英文名称。", word),
                           fmt::format("Give the choice \"{}\" its label in both languages.", word)}});
  }
}

// `covered`: an enclosing value is personal as a whole. Places with a $ref are looked at where the field
// stands.
void lint_schema(const json& schema, const std::string& pointer, bool covered, Problems& problems) {
  if (!schema.is_object() || schema.contains("$ref")) return;
  const bool says = schema.contains("x-personal");
  covered = covered || (says && schema["x-personal"] == true);
  if (is_text(schema) && !says && !covered)
    problems.push_back({pointer,
                        {"文字字段须写明“x-personal”：可能含个人信息的写 true，否则写 false。",
                         "Say \"x-personal\" for every text: true if people may write about a person in it, else "
                         "false."}});
  if (member(schema, "additionalProperties") == true && !covered)
    problems.push_back({pointer + "/additionalProperties",
                        {"允许任意成员的对象须整体标为“x-personal”: true，否则个人信息会进入事件。",
                         "An object open to any member must be personal as a whole (\"x-personal\": true), or "
                         "personal data would enter events."}});
  lint_choices(schema, pointer, problems);
  if (schema.contains("properties") && schema["properties"].is_object())
    for (const auto& [name, property] : schema["properties"].items()) {
      const auto place = pointer_child(pointer + "/properties", name);
      if (property.is_object() && !property.contains("$ref") && !property.contains("title"))
        problems.push_back({place, {"字段缺少“title”（中英文）。", "Give this field a \"title\" in both languages."}});
      lint_schema(property, place, covered, problems);
    }
  if (schema.contains("items")) lint_schema(schema["items"], pointer + "/items", covered, problems);
}

}  // namespace

Problems lint_fields(const Definition& definition) {
  Problems found;
  lint_schema(json{{"properties", definition.fields.json()}}, "", false, found);
  Problems problems;
  for (auto& problem : found)
    problems.push_back({"/fields" + problem.pointer.substr(sizeof("/properties") - 1), problem.sentence});

  const auto& actions = member(definition.resolved.json(), "actions");
  for (const auto& action : definition.actions)
    lint_schema(member(member(actions, action.id), "input"), pointer_child("/actions", action.id) + "/input", false,
                problems);
  return problems;
}

}  // namespace docket::workflows

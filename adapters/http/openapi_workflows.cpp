#include <nlohmann/json.hpp>
#include <set>
#include <variant>

#include "adapters/http/openapi_parts.hpp"
#include "engine/journal/event_schema.hpp"
#include "workflows/plain_schema.hpp"

namespace docket::http {
namespace {

using nlohmann::json;
using workflows::Definition;
using workflows::Personal;

json reference(const std::string& name) { return {{"$ref", "#/components/schemas/" + name}}; }

std::set<std::string> computed_fields(const Definition& definition) {
  std::set<std::string> fields;
  for (const auto& action : definition.actions)
    for (const auto& effect : action.effects)
      if (const auto* set = std::get_if<workflows::SetEffect>(&effect))
        for (const auto& [field, rule] : set->fields) fields.insert(field);
  return fields;
}

// The fields of the definition and no others; each is there once an action has filled it in. A rule may empty one.
json data_of(const Definition& definition) {
  json fields = json::object();
  const auto computed = computed_fields(definition);
  for (const auto& [name, schema] : definition.fields.json().items()) {
    fields[name] = workflows::plain_schema(schema, Personal::shown);
    if (computed.contains(name)) fields[name] = {{"anyOf", {std::move(fields[name]), {{"type", "null"}}}}};
  }
  return {{"title", workflows::plain_text(definition.label)},
          {"type", "object"},
          {"additionalProperties", false},
          {"properties", std::move(fields)}};
}

// A case that began under an earlier version has the data of that version: its hash is another.
json when_case_of(const Definition& definition, const std::string& data) {
  const json workflow = {{"properties", {{"hash", {{"const", definition.hash}}}}}};
  return {{"if", {{"properties", {{"workflow", workflow}}}}}, {"then", {{"properties", {{"data", reference(data)}}}}}};
}

json opening(const Definition& definition, const workflows::Action& action, const std::string& input) {
  json required = {"workflow", "action"};
  if (action.input.schema().json().contains("required")) required.push_back("input");
  return {
      {"title", workflows::plain_text(definition.label) + ": " + workflows::plain_text(action.label)},
      {"type", "object"},
      {"additionalProperties", false},
      {"required", std::move(required)},
      {"properties",
       {{"workflow", {{"const", definition.id}}}, {"action", {{"const", action.id}}}, {"input", reference(input)}}}};
}

json any_of(json schemas) {
  if (schemas.empty()) return {{"not", json::object()}};  // no workflow is loaded
  return {{"anyOf", std::move(schemas)}};
}

void describe_cases(json& schemas, const workflows::Catalog& catalog) {
  json openings = json::array();
  json inputs = json::array();
  for (const auto& [id, definition] : catalog.all()) {
    const auto data = "data." + id;
    schemas[data] = data_of(*definition);
    schemas["Case"]["allOf"].push_back(when_case_of(*definition, data));
    for (const auto& action : definition->actions) {
      const auto input = "input." + id + "." + action.id;
      schemas[input] = workflows::plain_schema(action.input.schema().json(), Personal::given);
      if (action.from.nothing) openings.push_back(opening(*definition, action, input));
      if (!action.from.nothing || !action.from.states.empty()) inputs.push_back(reference(input));
    }
  }
  schemas["OpenCase"] = any_of(std::move(openings));
  schemas["Input"] = any_of(std::move(inputs));
  schemas["Input"]["type"] = "object";
  schemas["Input"]["description"] = "动作的表单；哪个适用见事项的 actions · The form of the action, one of these";
}

// A schema that is called case.opened or org.token_created is the data of docket.case.opened.v1, of
// docket.org.token_created.v1.
void describe_events(json& schemas, const workflows::Catalog& catalog) {
  for (const auto& [word, makers] : journal::makers_of(catalog))
    schemas["case." + word] = journal::data_schema(makers).json();
  json types = json::array();
  json cases = json::array();
  for (const auto& [name, schema] : schemas.items()) {
    if (!name.starts_with("case.") && !name.starts_with("org.")) continue;
    const auto type = "docket." + name + ".v1";
    types.push_back(type);
    cases.push_back({{"if", {{"properties", {{"type", {{"const", type}}}}}}},
                     {"then", {{"properties", {{"data", reference(name)}}}}}});
  }
  schemas["EventAttributes"]["properties"]["type"]["enum"] = std::move(types);
  for (auto& one : cases) schemas["Event"]["allOf"].push_back(std::move(one));
}

// References that began at the file's own top.
void move_references(json& schema, const std::string& to) {
  if (schema.is_object() && schema.contains("$ref") && schema["$ref"].is_string()) {
    auto& text = schema["$ref"].get_ref<std::string&>();
    text.replace(0, 1, to);
  }
  if (schema.is_structured())
    for (auto& inner : schema) move_references(inner, to);
}

}  // namespace

void describe_workflows(json& schemas, const workflows::Catalog& catalog) {
  describe_cases(schemas, catalog);
  describe_events(schemas, catalog);
  auto definition = json::parse(embedded::workflow_schema().front());
  definition.erase("$schema");
  move_references(definition, "#/components/schemas/Workflow");
  schemas["Workflow"] = std::move(definition);
}

}  // namespace docket::http

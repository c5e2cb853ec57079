#include "workflows/parser.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "workflows/lint_sections.hpp"
#include "workflows/numbering.hpp"
#include "workflows/parse_sections.hpp"
#include "workflows/resolve.hpp"

namespace docket::workflows {

using nlohmann::json;

namespace {

constexpr std::string_view properties_prefix = "/properties";

// Fields are checked as the form that they could be, so that the schema rules are written once.
Value parse_fields(Members& document) {
  const auto* value = document.optional("fields");
  if (value == nullptr) return Value::object();
  auto form = Form::compile(Value(json{{"properties", *value}}));
  if (!form)
    for (auto problem : form.error()) {
      if (problem.pointer.starts_with(properties_prefix)) problem.pointer.erase(0, properties_prefix.size());
      adopt(document.problems(), "/fields", {problem});
    }
  return value->is_object() ? Value(json(*value)) : Value::object();
}

Matter parse_matter(const json& fields) {
  Matter matter;
  for (const auto& [name, schema] : fields.items()) {
    if (!schema.is_object()) continue;
    const auto part = schema.find("x-matter");
    if (part == schema.end()) continue;
    if (*part == "kind") matter.kinds.push_back(name);
    if (*part == "text") matter.texts.push_back(name);
  }
  return matter;
}

void parse_sections(Members& document, Definition& definition) {
  definition.fields = parse_fields(document);
  definition.matter = parse_matter(definition.fields.json());
  definition.actions = parse_actions(document, definition.fields.json());
  definition.guards = parse_guards(document);
  definition.policies = parse_policies(document);
  definition.deadlines = parse_deadlines(document);
  definition.profiles = parse_profiles(document);
}

std::expected<DefinitionPtr, Problems> build(json resolved, Problems problems) {
  auto definition = std::make_shared<Definition>();
  definition->resolved = Value(std::move(resolved));
  definition->hash = content_hash(definition->resolved);

  Members document(definition->resolved.json(), "", problems);
  definition->id = document.required_id("id");
  document.required("version");
  definition->version = document.positive("version", 1);
  definition->label = document.required_label("label");
  definition->number = document.required_text("number");
  if (!definition->number.empty()) adopt(problems, "/number", check_number_template(definition->number));
  document.required("states");
  definition->states = parse_states(document);
  document.required("actions");
  parse_sections(document, *definition);
  document.refuse_unknown();

  // What cannot be read leads to a graph with holes; problems of the graph would only be echoes.
  const bool readable = problems.empty();
  adopt(problems, "", lint_references(*definition));
  adopt(problems, "", lint_fields(*definition));
  adopt(problems, "", lint_rules(*definition));
  adopt(problems, "", lint_deadlines(*definition));
  if (readable) adopt(problems, "", lint_graph(*definition));
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return definition;
}

}  // namespace

std::expected<DefinitionPtr, Problems> parse_definition(const Value& document, const Value& common) {
  Problems problems;
  auto resolved = resolve(document.json(), common.json(), problems);
  return build(std::move(resolved), std::move(problems));
}

std::expected<DefinitionPtr, Problems> parse_resolved(const Value& resolved) {
  return build(json(resolved.json()), {});
}

Problems check_common(const Value& common) {
  Problems problems;
  Members document(common.json(), "", problems);
  document.optional("$schema");
  // A shared action may name a field that only the definitions have, so references to fields are checked
  // there.
  const auto* actions = document.optional("actions");
  if (actions != nullptr && !actions->is_object())
    document.refuse("actions", {"这里应当是一个对象 {…}。", "Write an object {…} here."});
  parse_fields(document);
  parse_guards(document);
  parse_profiles(document);
  document.refuse_unknown();
  return problems;
}

}  // namespace docket::workflows

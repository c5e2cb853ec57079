#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "workflows/parse_sections.hpp"

namespace docket::workflows {

using nlohmann::json;

namespace {

constexpr std::string_view ref_prefix = "#/fields/";

// Event words become part of the published event type, `docket.case.<word>.v1`.
bool is_event_word(std::string_view text) { return is_identifier(text) && text.find('-') == std::string_view::npos; }

From parse_from(Members& action) {
  From from;
  const auto* value = action.required("from");
  if (value == nullptr) return from;
  if (*value == "*" || *value == "open") {
    (*value == "*" ? from.any : from.open) = true;
    return from;
  }
  if (!value->is_array() || value->empty()) {
    action.refuse("from", {"请写状态列表（null 表示新建案件），或“*”（任何状态），或“open”（计时或暂停的状态）。",
                           "Write a list of states (null opens a case), or \"*\" (any state), or \"open\" (states "
                           "whose clock runs or pauses)."});
    return from;
  }
  for (std::size_t index = 0; index < value->size(); ++index) {
    const auto& item = (*value)[index];
    if (item.is_null()) {
      from.nothing = true;
    } else if (item.is_string()) {
      from.states.push_back(item.get<std::string>());
    } else {
      action.problems().push_back({fmt::format("{}/{}", action.pointer_to("from"), index),
                                   {"请写状态的标识，或 null。", "Write the id of a state, or null."}});
    }
  }
  return from;
}

Target parse_target(Members& action) {
  const auto to = action.text("to").value_or("@same");
  if (to == "@same") return {TargetKind::same, {}};
  if (to == "@previous") return {TargetKind::previous, {}};
  return {TargetKind::state, to};
}

// Puts the schema of a field in the place of each {"$ref": "#/fields/<field>"}. `referred` collects the
// places: what is wrong there is wrong in the field and reported once, at the field.
void resolve_refs(json& schema, const std::string& pointer, const json& fields, Problems& problems,
                  std::vector<std::string>& referred, const std::string& file_pointer) {
  if (!schema.is_object()) return;
  if (const auto ref = schema.find("$ref"); ref != schema.end()) {
    const auto name = ref->is_string() && ref->get_ref<const std::string&>().starts_with(ref_prefix)
                          ? ref->get<std::string>().substr(ref_prefix.size())
                          : std::string();
    referred.push_back(pointer);
    if (schema.size() == 1 && fields.is_object() && fields.contains(name)) {
      schema = json(fields[name]);
      return;
    }
    problems.push_back({file_pointer + pointer + "/$ref",
                        {"“$ref”须单独出现，并指向 #/fields/ 下已定义的字段。",
                         "Let \"$ref\" stand alone and name a field that exists, as in #/fields/title."}});
    schema = {{"type", "boolean"}};
    return;
  }
  if (const auto properties = schema.find("properties"); properties != schema.end() && properties->is_object())
    for (auto& [name, property] : properties->items())
      resolve_refs(property, pointer_child(pointer + "/properties", name), fields, problems, referred, file_pointer);
  if (const auto items = schema.find("items"); items != schema.end())
    resolve_refs(*items, pointer + "/items", fields, problems, referred, file_pointer);
}

Form parse_input(Members& action, const json& fields) {
  const auto* value = action.optional("input");
  if (value == nullptr) return {};
  const auto pointer = action.pointer_to("input");
  auto schema = *value;
  std::vector<std::string> referred;
  resolve_refs(schema, "", fields, action.problems(), referred, pointer);
  auto form = Form::compile(Value(std::move(schema)));
  if (form) return *form;
  for (const auto& problem : form.error()) {
    const auto inside = [&](const std::string& place) { return problem.pointer.starts_with(place); };
    if (std::ranges::none_of(referred, inside)) adopt(action.problems(), pointer, {problem});
  }
  return {};
}

void collect_references(const json& schema, const std::vector<std::string>& path, std::vector<InputReference>& found) {
  if (const auto kind = schema.find("x-ref"); kind != schema.end()) found.push_back({path, kind->get<std::string>()});
  if (const auto items = schema.find("items"); items != schema.end())
    if (const auto kind = items->find("x-ref"); kind != items->end())
      found.push_back({path, kind->get<std::string>(), true});
  const auto properties = schema.find("properties");
  if (properties == schema.end()) return;
  for (const auto& [name, property] : properties->items()) {
    auto inner = path;
    inner.push_back(name);
    collect_references(property, inner, found);
  }
}

void mark_assigned(Action& action) {
  std::set<std::string> read;
  for (const auto& effect : action.effects) {
    const auto* assign = std::get_if<AssignEffect>(&effect);
    if (assign == nullptr) continue;
    for (const auto* rule : {&assign->user, &assign->co})
      if (*rule)
        for (auto& path : (*rule)->paths()) read.insert(std::move(path));
  }
  for (auto& reference : action.references)
    reference.assigned = reference.path.size() == 1 && read.contains("input." + reference.path.front());
}

}  // namespace

std::vector<Action> parse_actions(Members& document, const json& fields) {
  std::vector<Action> actions;
  document.each_id("actions", [&](const std::string& id, const json& value, const std::string& pointer) {
    Members members(value, pointer, document.problems());
    Action action;
    action.id = id;
    action.label = members.required_label("label");
    action.event = members.required_text("event");
    if (!action.event.empty() && !is_event_word(action.event))
      members.refuse("event", {"事件名请用过去式英文词：小写字母开头，只含小写字母、数字和“_”。",
                               "Name the event with a past-tense word of lower-case letters, digits and \"_\"."});
    action.from = parse_from(members);
    action.to = parse_target(members);
    members.required("roles");
    action.roles = members.texts("roles");
    action.input = parse_input(members, fields);
    collect_references(action.input.schema().json(), {}, action.references);
    action.guards = members.texts("guards");
    action.effects = parse_effects(members);
    mark_assigned(action);
    if (members.optional("pending") != nullptr) action.pending = members.required_label("pending");
    members.refuse_unknown();
    actions.push_back(std::move(action));
  });
  return actions;
}

}  // namespace docket::workflows

#include "engine/journal/event_schema.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "workflows/plain_schema.hpp"

namespace docket::journal {
namespace {

using nlohmann::json;
using workflows::Action;
using workflows::Definition;

// Events that no action names: the other ends of links, and a query code given out anew.
const std::map<std::string, workflows::Label> engine_events = {
    {"code_issued", {"补发查询码", "A new query code"}},
    {"linked", {"被另一案件关联", "Linked by another case"}},
    {"unlinked", {"关联被撤销", "A link was taken back"}},
    {"member_added", {"并入一件", "A case was merged into this one"}},
    {"member_moved", {"随主案并入另一案", "Followed its master into another case"}},
    {"member_removed", {"一件撤销并案", "A merged case went its own way again"}}};

json described(json schema, const char* description) {
  schema["description"] = description;
  return schema;
}

json constant(json value) { return {{"const", std::move(value)}}; }

// What encode_data writes, whoever made the event.
json engine_shape() {
  const json text = {{"type", "string"}};
  const json object = {{"type", "object"}};
  const json links = {
      {"type", "array"},
      {"items",
       {{"type", "object"}, {"required", {"case", "relation"}}, {"properties", {{"case", text}, {"relation", text}}}}}};
  const json people = {{"type", "array"}, {"items", text}};
  const json protection = {
      {"type", "object"},
      {"required", {"level"}},
      {"properties",
       {{"against", described(text, "被检举的单位 / The accused unit")},
        {"level", {{"enum", {"public", "internal", "confidential", "sealed"}}, {"description", "密级 / The level"}}},
        {"readers", described(people, "可查看的人 / Who may read it")}}}};
  const json assigned = {
      {"type", "object"},
      {"required", {"why"}},
      {"properties",
       {{"co", described(people, "其他承办人 / Further people")},
        {"policy", described(text, "分派策略 / The policy that chose")},
        {"turn", {{"type", "array"}, {"items", {{"type", "integer"}}}, {"description", "轮次 / Its turns"}}},
        {"user", described(text, "经办人 / The person")},
        {"unit", described(text, "承办单位 / The unit")},
        {"why", described(text, "由谁、按什么规则选定 / Who chose, and by what rule")}}}};
  const json workflow = {
      {"type", "object"},
      {"required", {"hash", "id", "version"}},
      {"properties", {{"hash", text}, {"id", text}, {"version", {{"type", "integer"}, {"minimum", 1}}}}}};
  return {{"type", "object"},
          {"required", {"action", "cycle", "input", "set", "to", "workflow"}},
          {"properties",
           {{"action", described(text, "动作 / The action that was taken")},
            {"assigned", described(assigned, "交给谁办理 / Who got the case")},
            {"cycle", {{"type", "integer"}, {"minimum", 1}, {"description", "第几轮办理 / The round of handling"}}},
            {"ended", described(constant(true), "案件到此结束 / The case has ended")},
            {"erased", described(people, "个人信息被销毁的主体 / Subjects whose personal values it destroys")},
            {"from", described(text, "原状态；立案时没有 / The state left; absent when the case is opened")},
            {"input", described(object, "填写的内容，个人信息只有引用 / The input, personal values as references")},
            {"links", described(links, "新增的关联 / Ends of links added")},
            {"number", described(text, "编号，仅立案事件有 / The human number, in the opening event only")},
            {"protection", described(protection, "密级和可查看的人 / Who may see the case")},
            {"released", described(constant(true), "收回交办 / Nobody has the case any more")},
            {"reopens", described(constant(true), "重新办理 / It begins the next round")},
            {"set", described(object, "案件字段的新值 / Fields of the case and their new values")},
            {"to", described(text, "新状态 / The state entered")},
            {"unlinks", described(links, "撤销的关联 / Ends of links taken away")},
            {"workflow", described(workflow, "流程及其版本 / The workflow and its version")}}}};
}

std::set<std::string> states_left(const Definition& definition, const Action& action) {
  std::set<std::string> states(action.from.states.begin(), action.from.states.end());
  for (const auto& state : definition.states)
    if (action.from.any || (action.from.open && state.clock != workflows::ClockMode::stop)) states.insert(state.id);
  return states;
}

json states_entered(const Definition& definition, const Action& action) {
  if (action.to.kind == workflows::TargetKind::state) return constant(action.to.state);
  if (action.to.kind == workflows::TargetKind::same) return {{"enum", states_left(definition, action)}};
  json all = json::array();
  for (const auto& state : definition.states) all.push_back(state.id);
  return {{"enum", std::move(all)}};
}

// A field kept from the input has the input's schema; one that a rule computes may be anything. An import opens cases
// too, and keeps the row that each came from.
json fields_set(const Definition& definition, const Action& action, const json& input) {
  json fields = json::object();
  for (const auto& effect : action.effects) {
    if (const auto* keep = std::get_if<workflows::KeepEffect>(&effect))
      for (const auto& field : keep->fields) fields.emplace(field, input.at("properties").value(field, json::object()));
    if (const auto* set = std::get_if<workflows::SetEffect>(&effect))
      for (const auto& [field, rule] : set->fields) fields[field] = json::object();
  }
  const auto row = definition.fields.json().find("ledger_row");
  if (action.from.nothing && row != definition.fields.json().end())
    fields["ledger_row"] = workflows::plain_schema(*row);
  return {{"type", "object"}, {"properties", std::move(fields)}, {"additionalProperties", false}};
}

template <typename Effect>
bool has(const Action& action) {
  return std::ranges::any_of(action.effects, [](const auto& effect) { return std::holds_alternative<Effect>(effect); });
}

json made_by(const Maker& maker) {
  const auto& [definition, action] = maker;
  const auto input = workflows::plain_schema(action->input.schema().json());
  json members = {
      {"input", input}, {"set", fields_set(*definition, *action, input)}, {"to", states_entered(*definition, *action)}};
  json required = json::array();
  if (!action->from.nothing) {
    members["from"] = {{"enum", states_left(*definition, *action)}};
    required.push_back("from");
  }
  if (has<workflows::AssignEffect>(*action)) required.push_back("assigned");
  if (has<workflows::ReopenEffect>(*action)) required.push_back("reopens");
  if (has<workflows::ReleaseEffect>(*action)) required.push_back("released");
  if (has<workflows::EraseEffect>(*action)) required.push_back("erased");
  const json workflow = {
      {"properties", {{"id", constant(definition->id)}, {"version", constant(definition->version)}}}};
  return {{"if", {{"properties", {{"action", constant(action->id)}, {"workflow", workflow}}}}},
          {"then", {{"required", std::move(required)}, {"properties", std::move(members)}}}};
}

}  // namespace

workflows::Label engine_event_label(const std::string& word) {
  const auto found = engine_events.find(word);
  return found == engine_events.end() ? workflows::Label{word, word} : found->second;
}

std::map<std::string, std::vector<Maker>> makers_of(const workflows::Catalog& catalog) {
  std::map<std::string, std::vector<Maker>> makers;
  if (!catalog.all().empty()) makers.try_emplace("code_issued");
  for (const auto& [id, definition] : catalog.all())
    for (const auto& action : definition->actions) {
      makers[action.event].push_back({definition.get(), &action});
      if (!has<workflows::LinkEffect>(action) && !has<workflows::UnlinkEffect>(action)) continue;
      for (const auto& [word, label] : engine_events) makers.try_emplace(word);
    }
  return makers;
}

workflows::Value data_schema(const std::vector<Maker>& makers) {
  auto schema = engine_shape();
  for (const auto& maker : makers) schema["allOf"].push_back(made_by(maker));
  return workflows::Value(std::move(schema));
}

}  // namespace docket::journal

#include "workflows/ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "workflows/ledger_cell.hpp"
#include "workflows/members.hpp"

namespace docket::workflows {
namespace {

using nlohmann::json;

constexpr std::string_view ledger_field = "ledger_row";

class Reading {
 public:
  Reading(const Catalog& catalog, Problems& problems) : catalog_(catalog), problems_(problems) {}

  Ledger ledger(const json& value, const std::string& pointer) {
    Members members(value, pointer, problems_);
    Ledger made;
    made.id = members.required_id("id");
    made.label = members.required_label("label");
    made.workflow = members.required_text("workflow");
    made.action = members.required_text("action");
    const auto* form = form_of(made, members);
    made.defaults = Value::object();
    if (const auto* defaults = members.optional("defaults")) read_defaults(*defaults, form, members, made);
    made.day = headers(members, "day");
    read_status(members, made);
    const auto* list = members.required("columns");
    if (list != nullptr && !list->is_array()) members.refuse("columns", {"应当是列表。", "Write a list here."});
    for (std::size_t index = 0; list != nullptr && list->is_array() && index < list->size(); ++index)
      made.columns.push_back(column((*list)[index], fmt::format("{}/columns/{}", pointer, index), form));
    members.refuse_unknown();
    return made;
  }

 private:
  const json* form_of(const Ledger& ledger, Members& members) {
    const auto definition = catalog_.find(ledger.workflow);
    const auto* action = definition == nullptr ? nullptr : definition->action(ledger.action);
    if (action != nullptr && action->from.nothing) {
      if (!definition->fields.json().contains(ledger_field))
        members.refuse("workflow",
                       {"这个流程没有字段“ledger_row”，认不出导入过的行；请在 fields 里补上。",
                        "This workflow has no field \"ledger_row\", by which a row is known again: add it."});
      return &action->input.schema().json();
    }
    members.refuse(definition == nullptr ? "workflow" : "action",
                   {"这个流程没有这样一个立案的动作，请检查拼写。",
                    "There is no such workflow with such an action that opens a case: check the spelling."});
    return nullptr;
  }

  void read_defaults(const json& value, const json* form, Members& members, Ledger& ledger) {
    ledger.defaults = Value(json(value));
    if (!value.is_object()) return members.refuse("defaults", {"应当是一个对象。", "Write an object here."});
    for (const auto& [name, given] : value.items())
      if (form != nullptr && schema_at(*form, {name}) == nullptr)
        members.refuse("defaults",
                       {fmt::format("表单里没有“{}”。", name), fmt::format("The form has no \"{}\".", name)});
  }

  // No header means two things.
  std::vector<std::string> headers(Members& members, std::string_view key) {
    auto found = members.texts(key);
    for (auto& header : found) {
      header = plain_cell(header);
      if (!headers_.insert(header).second)
        members.refuse(
            key, {fmt::format("表头“{}”出现了两次。", header), fmt::format("The header \"{}\" stands twice.", header)});
    }
    return found;
  }

  void read_status(Members& members, Ledger& ledger) {
    const auto* value = members.optional("status");
    if (value == nullptr) return;
    Members status(*value, members.pointer_to("status"), problems_);
    status.required("headers");
    ledger.status = headers(status, "headers");
    status.required("ended");
    for (auto& word : status.texts("ended")) ledger.status_ended.insert(plain_cell(word));
    for (auto& word : status.texts("open")) ledger.status_open.insert(plain_cell(word));
    status.refuse_unknown();
  }

  LedgerColumn column(const json& value, const std::string& pointer, const json* form) {
    Members members(value, pointer, problems_);
    LedgerColumn made;
    members.required("headers");
    made.headers = headers(members, "headers");
    members.required("to");
    made.to = members.texts("to");
    const auto* schema = form == nullptr ? nullptr : schema_at(*form, made.to);
    if (form != nullptr && schema == nullptr)
      members.refuse("to", {"表单里没有这一项，请检查拼写。", "The form has no such member: check the spelling."});
    members.each("values", [&](const std::string& word, const json& choice, const std::string& place) {
      const auto known = schema != nullptr && schema->contains("enum") &&
                         std::ranges::find((*schema)["enum"], choice) != (*schema)["enum"].end();
      if (!choice.is_string() || !known)
        problems_.push_back({place, {"表单里没有这个选项。", "The form has no such choice."}});
      else
        made.values[plain_cell(word)] = choice.get<std::string>();
    });
    members.refuse_unknown();
    return made;
  }

  const Catalog& catalog_;
  Problems& problems_;
  std::set<std::string> headers_;  // of the ledger that is read
};

}  // namespace

const Ledger* Ledgers::find(std::string_view id) const {
  const auto found = std::ranges::find(all, id, &Ledger::id);
  return found == all.end() ? nullptr : &*found;
}

std::expected<Ledgers, Problems> parse_ledgers(const Value& document, const Catalog& catalog) {
  Problems problems;
  Members top(document.json(), "", problems);
  top.optional("$schema");
  Ledgers ledgers;
  const auto* list = top.required("ledgers");
  if (list != nullptr && !list->is_array()) top.refuse("ledgers", {"应当是列表。", "Write a list here."});
  for (std::size_t index = 0; list != nullptr && list->is_array() && index < list->size(); ++index) {
    const auto pointer = fmt::format("/ledgers/{}", index);
    auto ledger = Reading(catalog, problems).ledger((*list)[index], pointer);
    if (ledgers.find(ledger.id) != nullptr)
      problems.push_back({pointer + "/id", {"编号重复，请改名。", "The id stands twice: choose another."}});
    ledgers.all.push_back(std::move(ledger));
  }
  top.refuse_unknown();
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return ledgers;
}

}  // namespace docket::workflows

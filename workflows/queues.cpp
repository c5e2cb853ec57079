#include "workflows/queues.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "workflows/members.hpp"

namespace docket::workflows {
namespace {

using nlohmann::json;

class Reading {
 public:
  Reading(const Catalog* catalog, Problems& problems) : catalog_(catalog), problems_(problems) {}

  Queue queue(const json& value, const std::string& pointer) {
    Members members(value, pointer, problems_);
    Queue made;
    made.id = members.required_id("id");
    made.label = members.required_label("label");
    members.required("workflows");
    for (auto& id : members.texts("workflows")) made.workflows.insert(std::move(id));
    check_workflows(made, members);
    if (const auto by = members.text("by")) {
      made.by_assignee = *by == "assignee";
      if (!made.by_assignee) members.refuse("by", {"只能按 assignee 分。", "A queue is split by assignee only."});
    }
    if (const auto* where = members.optional("where")) conditions(*where, members.pointer_to("where"), made);
    members.refuse_unknown();
    return made;
  }

 private:
  void check_workflows(const Queue& queue, Members& members) {
    for (const auto& id : queue.workflows) {
      if (catalog_ == nullptr || catalog_->find(id) != nullptr) continue;
      members.refuse("workflows", {fmt::format("没有流程“{}”，请检查拼写。", id),
                                   fmt::format("There is no workflow \"{}\": check the spelling.", id)});
    }
  }

  void conditions(const json& value, const std::string& pointer, Queue& queue) {
    Members members(value, pointer, problems_);
    for (auto& state : members.texts("state")) {
      check_state(queue, state, members);
      queue.states.insert(std::move(state));
    }
    if (members.optional("assigned") != nullptr) queue.assigned = members.flag("assigned");
    if (members.optional("ended") != nullptr) queue.ended = members.flag("ended");
    queue.cycle_at_least = static_cast<std::uint32_t>(members.positive("cycle_at_least", 1));
    members.each_id("fields", [&](const std::string& field, const json& test, const std::string& place) {
      check_field(queue, field, place);
      Members one(test, place, problems_);
      FieldTest made{field, {}, {}};
      for (auto& word : one.texts("in")) made.in.insert(std::move(word));
      if (const auto* least = one.optional("at_least")) {
        if (least->is_number()) {
          made.at_least = least->get<double>();
        } else {
          one.refuse("at_least", {"这里应当是一个数。", "Write a number here."});
        }
      }
      if (made.in.empty() && !made.at_least)
        problems_.push_back({place, {"请写 in 或 at_least。", "Write \"in\" or \"at_least\"."}});
      one.refuse_unknown();
      queue.fields.push_back(std::move(made));
    });
    members.refuse_unknown();
  }

  template <typename Has>
  bool somewhere(const Queue& queue, const Has& has) const {
    return catalog_ == nullptr || std::ranges::any_of(queue.workflows, [&](const auto& id) {
             const auto definition = catalog_->find(id);
             return definition != nullptr && has(*definition);
           });
  }

  void check_state(const Queue& queue, const std::string& state, Members& members) {
    if (somewhere(queue, [&](const Definition& definition) { return definition.state(state) != nullptr; })) return;
    members.refuse("state", {fmt::format("这些流程里没有状态“{}”，请检查拼写。", state),
                             fmt::format("None of these workflows has a state \"{}\": check the spelling.", state)});
  }

  void check_field(const Queue& queue, const std::string& field, const std::string& place) {
    const auto knows = [&](const Definition& definition) {
      const auto& fields = definition.fields.json();
      const auto at = fields.find(field);
      return at != fields.end() && !at->value("x-personal", false);
    };
    if (somewhere(queue, knows)) return;
    problems_.push_back({place,
                         {fmt::format("这些流程里没有可以筛选的字段“{}”（个人信息不能用来筛选）。", field),
                          fmt::format("None of these workflows has a field \"{}\" to ask for; personal ones cannot be "
                                      "asked.",
                                      field)}});
  }

  const Catalog* catalog_;
  Problems& problems_;
};

}  // namespace

const Queue* Queues::find(std::string_view id) const {
  const auto found = std::ranges::find(all, id, &Queue::id);
  return found == all.end() ? nullptr : &*found;
}

std::expected<Queues, Problems> parse_queues(const Value& document, const Catalog* catalog) {
  Problems problems;
  Members top(document.json(), "", problems);
  top.optional("$schema");
  Queues queues;
  queues.source = document;
  const auto* list = top.required("queues");
  if (list != nullptr && !list->is_array()) top.refuse("queues", {"应当是列表。", "Write a list here."});
  Reading reading(catalog, problems);
  for (std::size_t index = 0; list != nullptr && list->is_array() && index < list->size(); ++index) {
    const auto pointer = fmt::format("/queues/{}", index);
    auto queue = reading.queue((*list)[index], pointer);
    if (queues.find(queue.id) != nullptr)
      problems.push_back({pointer + "/id", {"编号重复，请改名。", "The id stands twice: choose another."}});
    queues.all.push_back(std::move(queue));
  }
  top.refuse_unknown();
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return queues;
}

}  // namespace docket::workflows

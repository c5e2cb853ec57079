#include "engine/decide/references.hpp"

#include <nlohmann/json.hpp>

#include "engine/base/uuid.hpp"
#include "engine/decide/refusals.hpp"
#include "engine/model/sight.hpp"

namespace docket::decide {
namespace {

using nlohmann::json;

std::expected<void, model::Rejection> check(const model::Command& command, const std::string& name,
                                            const std::string& kind, std::string pointer, const Facts& facts) {
  const auto& directory = facts.directory;
  if (kind == "user" && directory.user(model::UserId(name)) == nullptr)
    return std::unexpected(unknown_user(std::move(pointer), directory.users_with({})));
  if (kind == "unit" && !directory.units.contains(model::UnitId(name)))
    return std::unexpected(unknown_unit(std::move(pointer), directory));
  if (kind == "area" && !directory.areas.empty() && !directory.areas.contains(name))
    return std::unexpected(unknown_area(std::move(pointer), directory));
  if (kind == "case" && seen_case(command, name, facts) == nullptr)
    return std::unexpected(no_such_case(std::move(pointer)));
  return {};
}

}  // namespace

const json* value_at(const json& input, const std::vector<std::string>& path) {
  const auto* value = &input;
  for (const auto& name : path) {
    const auto found = value->find(name);
    if (found == value->end()) return nullptr;
    value = &*found;
  }
  return value;
}

model::CasePtr seen_case(const model::Command& command, const std::string& id, const Facts& facts) {
  if (!is_uuid7(id, "case")) return nullptr;
  auto subject = facts.around.find(model::CaseId(id));
  const bool seen = subject != nullptr && model::sight(command.actor, *subject, facts.directory) != model::Sight::none;
  return seen ? subject : nullptr;
}

std::expected<void, model::Rejection> check_references(const model::Command& command, const json& input,
                                                       const workflows::Action& action, const Facts& facts) {
  for (const auto& reference : action.references) {
    const auto* value = value_at(input, reference.path);
    if (value == nullptr || reference.assigned) continue;
    std::string pointer;
    for (const auto& name : reference.path) pointer = workflows::pointer_child(pointer, name);
    if (value->is_string()) {
      auto known = check(command, value->get<std::string>(), reference.kind, pointer, facts);
      if (!known) return known;
    }
    for (std::size_t index = 0; reference.many && value->is_array() && index < value->size(); ++index) {
      const auto& item = (*value)[index];
      if (!item.is_string()) continue;
      auto known =
          check(command, item.get<std::string>(), reference.kind, pointer + "/" + std::to_string(index), facts);
      if (!known) return known;
    }
  }
  return {};
}

}  // namespace docket::decide

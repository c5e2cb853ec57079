// The other half of directory_file: an entry as it would stand in the file.
#include <nlohmann/json.hpp>

#include "engine/model/directory_file.hpp"
#include "workflows/calendar.hpp"

namespace docket::model {
namespace {

using nlohmann::json;

json label_of(const workflows::Label& label) { return {{"zh-CN", label.zh_cn}, {"en", label.en}}; }

}  // namespace

json write_org(const Directory& directory) {
  json out = {{"id", directory.org.str()}, {"label", label_of(directory.label)}, {"short", directory.short_name}};
  if (!directory.parent.empty()) out["parent"] = directory.parent.str();
  for (const auto& id : directory.sealed_readers) out["sealed_readers"].push_back(id.str());
  return out;
}

json write_user(const User& user) {
  json out = {{"id", user.id.str()}, {"name", user.name}, {"roles", user.roles}};
  if (!user.unit.empty()) out["unit"] = user.unit.str();
  if (!user.areas.empty()) out["areas"] = user.areas;
  if (!user.categories.empty()) out["categories"] = user.categories;
  if (user.capacity) out["capacity"] = *user.capacity;
  if (user.weight != 1) out["weight"] = user.weight;
  for (const auto& [from, to] : user.absences)
    out["absences"].push_back({{"from", workflows::format_date(from)}, {"to", workflows::format_date(to)}});
  if (!user.substitute.empty()) out["substitute"] = user.substitute.str();
  return out;
}

json write_unit(const Unit& unit) {
  json out = {{"id", unit.id.str()}, {"label", label_of(unit.label)}};
  if (!unit.workflows.empty()) out["workflows"] = unit.workflows;
  return out;
}

json write_area(const Area& area) { return {{"id", area.id}, {"label", label_of(area.label)}}; }

}  // namespace docket::model

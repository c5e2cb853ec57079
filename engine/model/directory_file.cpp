#include "engine/model/directory_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "workflows/calendar.hpp"

namespace docket::model {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 9> roles = {"voter",      "clerk",   "deputy", "mediator", "handler",
                                                   "supervisor", "auditor", "admin",  "system"};

// Reads members of one object strictly: a wrong type, a missing or an unknown member is a problem at its
// pointer.
class Members {
 public:
  Members(const json& object, std::string pointer, workflows::Problems& problems)
      : object_(object), pointer_(std::move(pointer)), problems_(problems) {}

  void only(std::initializer_list<std::string_view> known) {
    if (!object_.is_object()) return problem("", "应为一个对象", "must be an object");
    for (const auto& [name, value] : object_.items()) {
      if (std::ranges::find(known, name) == known.end())
        problem("/" + name, "未知的成员，请检查拼写", "unknown member: check its spelling");
    }
  }

  std::string text(const char* name, bool required = true) {
    if (object_.is_object() && object_.contains(name) && object_[name].is_string()) {
      auto value = object_[name].get<std::string>();
      if (!value.empty() && value.find('\0') == std::string::npos) return value;
    } else if (!required && !object_.contains(name)) {
      return {};
    }
    problem(std::string("/") + name, "应填写文字", "must be a text");
    return {};
  }

  workflows::Label label(const char* name) {
    const auto at = object_.is_object() ? object_.find(name) : object_.end();
    if (object_.is_object() && at != object_.end() && at->is_object() && at->contains("zh-CN") && at->contains("en")) {
      return {at->value("zh-CN", ""), at->value("en", "")};
    }
    problem(std::string("/") + name, "应同时有 zh-CN 和 en", "needs zh-CN and en");
    return {};
  }

  const json& list(const char* name) {
    static const json none = json::array();
    if (object_.is_object() && object_.contains(name) && object_[name].is_array()) return object_[name];
    problem(std::string("/") + name, "应为一个列表", "must be a list");
    return none;
  }

  std::vector<std::string> texts(const char* name) {
    std::vector<std::string> all;
    if (!object_.is_object() || !object_.contains(name)) return all;
    for (const auto& item : list(name)) {
      if (item.is_string() && !item.get_ref<const std::string&>().empty()) {
        all.push_back(item.get<std::string>());
      } else {
        problem(std::string("/") + name, "应为文字的列表", "must be a list of texts");
      }
    }
    return all;
  }

  std::optional<std::uint32_t> count(const char* name, std::uint32_t low) {
    if (!object_.is_object() || !object_.contains(name)) return std::nullopt;
    const auto& value = object_[name];
    if (value.is_number_unsigned() && value.get<std::uint64_t>() >= low && value.get<std::uint64_t>() <= 10'000)
      return value.get<std::uint32_t>();
    problem(std::string("/") + name, fmt::format("应为 {} 到 10000 的整数", low),
            fmt::format("must be a whole number from {} to 10000", low));
    return std::nullopt;
  }

  bool flag(const char* name) {
    if (!object_.is_object() || !object_.contains(name)) return false;
    const auto& value = object_[name];
    if (!value.is_boolean()) problem(std::string("/") + name, "应为 true 或 false", "must be true or false");
    return value.is_boolean() && value.get<bool>();
  }

  std::optional<workflows::Date> date(const char* name) {
    const auto parsed = workflows::parse_date(text(name));
    if (parsed) return *parsed;
    problem(std::string("/") + name, "应为日期，如 2026-05-01", "must be a date such as 2026-05-01");
    return std::nullopt;
  }

  void problem(const std::string& at, std::string zh_cn, std::string en) {
    problems_.push_back({pointer_ + at, {std::move(zh_cn), std::move(en)}});
  }

 private:
  const json& object_;
  std::string pointer_;
  workflows::Problems& problems_;
};

std::vector<Absence> absences_of(const json& user, const std::string& pointer, workflows::Problems& problems) {
  std::vector<Absence> absences;
  if (!user.is_object() || !user.contains("absences")) return absences;
  std::size_t index = 0;
  for (const auto& item : Members(user, pointer, problems).list("absences")) {
    Members one(item, pointer + "/absences/" + std::to_string(index++), problems);
    one.only({"from", "to"});
    const auto from = one.date("from");
    const auto to = one.date("to");
    if (!from || !to) continue;
    if (*to < *from) one.problem("/to", "结束日期早于开始日期", "it ends before it begins");
    absences.push_back({*from, *to});
  }
  return absences;
}

// What names a person can only be looked up when all are known.
void check_people(const json& document, const Directory& directory, const std::string& place,
                  workflows::Problems& problems) {
  const auto known = [&directory](const UserId& id) { return directory.user(id) || directory.left.contains(id); };
  std::size_t index = 0;
  for (const auto& item : document.is_object() ? document.value("users", json::array()) : json::array()) {
    const auto pointer = place + "/users/" + std::to_string(index++) + "/substitute";
    const UserId id(item.is_object() && item.contains("substitute") && item["substitute"].is_string()
                        ? item["substitute"].get<std::string>()
                        : std::string());
    if (!id.empty() && !known(id)) problems.push_back({pointer, {"没有这个人", "there is no such user"}});
  }
  for (const auto& id : directory.sealed_readers) {
    if (!known(id))
      problems.push_back(
          {place + "/org/sealed_readers", {"没有这个人：" + id.str(), "there is no such user: " + id.str()}});
  }
}

void add_user(const json& object, const std::string& pointer, Directory& directory, workflows::Problems& problems) {
  Members members(object, pointer, problems);
  members.only(
      {"id", "name", "roles", "unit", "areas", "categories", "capacity", "weight", "absences", "substitute", "left"});
  User user;
  user.id = UserId(members.text("id"));
  user.name = members.text("name");
  for (const auto& role : members.list("roles")) {
    const auto name = role.is_string() ? role.get<std::string>() : std::string();
    if (std::ranges::find(roles, name) == roles.end()) {
      members.problem("/roles", fmt::format("未知角色；可用：{}", fmt::join(roles, " ")),
                      fmt::format("unknown role; there are {}", fmt::join(roles, " ")));
    }
    user.roles.push_back(name);
  }
  user.unit = UnitId(members.text("unit", false));
  if (!user.unit.empty() && !directory.units.contains(user.unit))
    members.problem("/unit", "没有这个单位", "there is no such unit");
  user.areas = members.texts("areas");
  for (const auto& area : user.areas) {
    if (!directory.areas.contains(area))
      members.problem("/areas", "没有这个村：" + area, "there is no such area: " + area);
  }
  user.categories = members.texts("categories");
  user.capacity = members.count("capacity", 1);
  user.weight = members.count("weight", 1).value_or(1);
  user.absences = absences_of(object, pointer, problems);
  user.substitute = UserId(members.text("substitute", false));
  const bool left = members.flag("left");
  const bool twice = directory.user(user.id) != nullptr || directory.left.contains(user.id);
  (left ? directory.left : directory.users).emplace(user.id, user);
  if (twice) members.problem("/id", "编号重复", "the id stands twice");
}

Directory directory_of(const json& document, const std::string& place, workflows::Problems& problems) {
  Directory directory;
  Members top(document, place, problems);
  top.only({"$schema", "org", "units", "areas", "users"});
  static const json nothing;
  const auto& org = document.is_object() && document.contains("org") ? document["org"] : nothing;
  Members members(org, place + "/org", problems);
  members.only({"id", "label", "short", "parent", "sealed_readers"});
  directory.org = OrgId(members.text("id"));
  directory.parent = OrgId(members.text("parent", false));
  directory.label = members.label("label");
  directory.short_name = members.text("short");
  for (const auto& id : members.texts("sealed_readers")) directory.sealed_readers.emplace_back(id);
  std::size_t index = 0;
  for (const auto& unit : top.list("units")) {
    Members one(unit, place + "/units/" + std::to_string(index++), problems);
    one.only({"id", "label", "workflows"});
    const UnitId id(one.text("id"));
    if (!directory.units.emplace(id, Unit{id, one.label("label"), one.texts("workflows")}).second)
      one.problem("/id", "编号重复", "the id stands twice");
  }
  index = 0;
  for (const auto& area : document.is_object() && document.contains("areas") ? top.list("areas") : json::array()) {
    Members one(area, place + "/areas/" + std::to_string(index++), problems);
    one.only({"id", "label"});
    auto id = one.text("id");
    if (!directory.areas.emplace(id, Area{id, one.label("label")}).second)
      one.problem("/id", "编号重复", "the id stands twice");
  }
  index = 0;
  for (const auto& user : top.list("users"))
    add_user(user, place + "/users/" + std::to_string(index++), directory, problems);
  check_people(document, directory, place, problems);
  return directory;
}

// What holds between orgs: one id each, nobody in two, every parent there, and no org above itself.
void check_tree(const Orgs& orgs, workflows::Problems& problems) {
  std::map<UserId, OrgId> people;
  std::set<OrgId> seen;
  for (const auto& directory : orgs.all()) {
    const auto& org = directory->org.str();
    const auto problem = [&](std::string zh_cn, std::string en) {
      problems.push_back({"/orgs (" + org + ")", {std::move(zh_cn), std::move(en)}});
    };
    if (!seen.insert(directory->org).second) problem("机构编号重复", "the org stands twice");
    for (const auto& [id, user] : directory->users) {
      const auto [at, fresh] = people.try_emplace(id, directory->org);
      if (!fresh)
        problem(fmt::format("{} 已在 {} 任职，一人只在一个机构", id.str(), at->second.str()),
                fmt::format("{} works for {} already, and nobody works for two", id.str(), at->second.str()));
    }
    std::set<OrgId> path{directory->org};
    for (auto upper = directory; upper != nullptr && !upper->parent.empty();) {
      const auto& parent = upper->parent;
      const auto next = orgs.of(parent);
      if (next == nullptr) problem("没有上级机构 " + parent.str(), "there is no parent " + parent.str());
      if (next != nullptr && !path.insert(next->org).second) {
        problem("上级机构成环", "its parents lead back to it");
        break;
      }
      upper = next;
    }
  }
}

// One org, or {"orgs": [one, another, …]}.
Orgs orgs_of(const json& document, workflows::Problems& problems) {
  std::vector<DirectoryPtr> all;
  if (!document.is_object() || !document.contains("orgs")) {
    all.push_back(std::make_shared<const Directory>(directory_of(document, "", problems)));
  } else {
    Members top(document, "", problems);
    top.only({"$schema", "orgs"});
    std::size_t index = 0;
    for (const auto& one : top.list("orgs"))
      all.push_back(std::make_shared<const Directory>(directory_of(one, "/orgs/" + std::to_string(index++), problems)));
    if (index == 0) top.problem("/orgs", "至少要有一个机构", "name at least one org");
  }
  return Orgs(std::move(all));
}

Orgs together(const Orgs& orgs, const Orgs& beside) {
  auto all = orgs.all();
  for (const auto& one : beside.all())
    if (orgs.of(one->org) == nullptr) all.push_back(one);
  return Orgs(std::move(all));
}

}  // namespace

std::expected<OrgsPtr, workflows::Problems> read_orgs(const workflows::Value& document, const Orgs* beside) {
  workflows::Problems problems;
  auto orgs = orgs_of(document.json(), problems);
  check_tree(beside == nullptr ? orgs : together(orgs, *beside), problems);
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return std::make_shared<const Orgs>(std::move(orgs));
}

}  // namespace docket::model

// The data files beside the definitions: the directory of the orgs, the calendar, the queues, the ledgers.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "config/loader.hpp"
#include "workflows/value.hpp"

namespace docket::config {
namespace {

using nlohmann::json;
using Problems = std::vector<std::string>;

constexpr std::array<std::string_view, 9> roles = {"voter",      "clerk",   "deputy", "mediator", "handler",
                                                   "supervisor", "auditor", "admin",  "system"};

// Reads members of one object strictly: a wrong type, a missing or an unknown member is a problem at its
// pointer.
class Members {
 public:
  Members(const json& object, std::string pointer, Problems& problems)
      : object_(object), pointer_(std::move(pointer)), problems_(problems) {}

  void only(std::initializer_list<std::string_view> known) {
    if (!object_.is_object()) return problem("", "应为一个对象 (must be an object)");
    for (const auto& [name, value] : object_.items()) {
      if (std::ranges::find(known, name) == known.end())
        problem("/" + name, "未知的成员，请检查拼写 (unknown member: check its spelling)");
    }
  }

  std::string text(const char* name, bool required = true) {
    if (object_.is_object() && object_.contains(name) && object_[name].is_string()) {
      auto value = object_[name].get<std::string>();
      if (!value.empty() && value.find('\0') == std::string::npos) return value;
    } else if (!required && !object_.contains(name)) {
      return {};
    }
    problem(std::string("/") + name, "应填写文字 (must be a text)");
    return {};
  }

  workflows::Label label(const char* name) {
    const auto at = object_.is_object() ? object_.find(name) : object_.end();
    if (object_.is_object() && at != object_.end() && at->is_object() && at->contains("zh-CN") && at->contains("en")) {
      return {at->value("zh-CN", ""), at->value("en", "")};
    }
    problem(std::string("/") + name, "应同时有 zh-CN 和 en (needs zh-CN and en)");
    return {};
  }

  const json& list(const char* name) {
    static const json none = json::array();
    if (object_.is_object() && object_.contains(name) && object_[name].is_array()) return object_[name];
    problem(std::string("/") + name, "应为一个列表 (must be a list)");
    return none;
  }

  std::vector<std::string> texts(const char* name) {
    std::vector<std::string> all;
    if (!object_.is_object() || !object_.contains(name)) return all;
    for (const auto& item : list(name)) {
      if (item.is_string() && !item.get_ref<const std::string&>().empty()) {
        all.push_back(item.get<std::string>());
      } else {
        problem(std::string("/") + name, "应为文字的列表 (must be a list of texts)");
      }
    }
    return all;
  }

  std::optional<std::uint32_t> count(const char* name, std::uint32_t low) {
    if (!object_.is_object() || !object_.contains(name)) return std::nullopt;
    const auto& value = object_[name];
    if (value.is_number_unsigned() && value.get<std::uint64_t>() >= low && value.get<std::uint64_t>() <= 10'000)
      return value.get<std::uint32_t>();
    problem(std::string("/") + name,
            fmt::format("应为 {} 到 10000 的整数 (a whole number from {} to 10000)", low, low));
    return std::nullopt;
  }

  std::optional<workflows::Date> date(const char* name) {
    const auto parsed = workflows::parse_date(text(name));
    if (parsed) return *parsed;
    problem(std::string("/") + name, "应为日期，如 2026-05-01 (must be a date such as 2026-05-01)");
    return std::nullopt;
  }

  void problem(const std::string& at, const std::string& sentence) {
    problems_.push_back(fmt::format("{}{}: {}", pointer_, at, sentence));
  }

 private:
  const json& object_;
  std::string pointer_;
  Problems& problems_;
};

std::vector<model::Absence> absences_of(const json& user, const std::string& pointer, Problems& problems) {
  std::vector<model::Absence> absences;
  if (!user.is_object() || !user.contains("absences")) return absences;
  std::size_t index = 0;
  for (const auto& item : Members(user, pointer, problems).list("absences")) {
    Members one(item, pointer + "/absences/" + std::to_string(index++), problems);
    one.only({"from", "to"});
    const auto from = one.date("from");
    const auto to = one.date("to");
    if (!from || !to) continue;
    if (*to < *from) one.problem("/to", "结束日期早于开始日期 (it ends before it begins)");
    absences.push_back({*from, *to});
  }
  return absences;
}

// What names a person can only be looked up when all are known.
void check_people(const model::Directory& directory, const std::string& place, Problems& problems) {
  for (const auto& [id, user] : directory.users) {
    if (!user.substitute.empty() && directory.user(user.substitute) == nullptr)
      problems.push_back(fmt::format("{}/users ({}): substitute: 没有这个人 (there is no such user)", place, id.str()));
  }
  for (const auto& id : directory.sealed_readers) {
    if (directory.user(id) == nullptr)
      problems.push_back(fmt::format("{}/org/sealed_readers: 没有这个人：{} (there is no such user)", place, id.str()));
  }
}

void add_user(const json& object, const std::string& pointer, model::Directory& directory, Problems& problems) {
  Members members(object, pointer, problems);
  members.only({"id", "name", "roles", "unit", "areas", "categories", "capacity", "weight", "absences", "substitute"});
  model::User user;
  user.id = model::UserId(members.text("id"));
  user.name = members.text("name");
  for (const auto& role : members.list("roles")) {
    const auto name = role.is_string() ? role.get<std::string>() : std::string();
    if (std::ranges::find(roles, name) == roles.end()) {
      members.problem("/roles", fmt::format("未知角色；可用：{} (unknown role)", fmt::join(roles, " ")));
    }
    user.roles.push_back(name);
  }
  user.unit = model::UnitId(members.text("unit", false));
  if (!user.unit.empty() && !directory.units.contains(user.unit))
    members.problem("/unit", "没有这个单位 (there is no such unit)");
  user.areas = members.texts("areas");
  for (const auto& area : user.areas) {
    if (!directory.areas.contains(area)) members.problem("/areas", "没有这个村：" + area + " (there is no such area)");
  }
  user.categories = members.texts("categories");
  user.capacity = members.count("capacity", 1);
  user.weight = members.count("weight", 1).value_or(1);
  user.absences = absences_of(object, pointer, problems);
  user.substitute = model::UserId(members.text("substitute", false));
  if (!directory.users.emplace(user.id, user).second) members.problem("/id", "编号重复 (the id stands twice)");
}

model::Directory directory_of(const json& document, const std::string& place, Problems& problems) {
  model::Directory directory;
  Members top(document, place, problems);
  top.only({"$schema", "org", "units", "areas", "users"});
  static const json nothing;
  const auto& org = document.is_object() && document.contains("org") ? document["org"] : nothing;
  Members members(org, place + "/org", problems);
  members.only({"id", "label", "short", "parent", "sealed_readers"});
  directory.org = model::OrgId(members.text("id"));
  directory.parent = model::OrgId(members.text("parent", false));
  directory.label = members.label("label");
  directory.short_name = members.text("short");
  for (const auto& id : members.texts("sealed_readers")) directory.sealed_readers.emplace_back(id);
  std::size_t index = 0;
  for (const auto& unit : top.list("units")) {
    Members one(unit, place + "/units/" + std::to_string(index++), problems);
    one.only({"id", "label", "workflows"});
    const model::UnitId id(one.text("id"));
    if (!directory.units.emplace(id, model::Unit{id, one.label("label"), one.texts("workflows")}).second)
      one.problem("/id", "编号重复 (the id stands twice)");
  }
  index = 0;
  for (const auto& area : document.is_object() && document.contains("areas") ? top.list("areas") : json::array()) {
    Members one(area, place + "/areas/" + std::to_string(index++), problems);
    one.only({"id", "label"});
    auto id = one.text("id");
    if (!directory.areas.emplace(id, model::Area{id, one.label("label")}).second)
      one.problem("/id", "编号重复 (the id stands twice)");
  }
  index = 0;
  for (const auto& user : top.list("users"))
    add_user(user, place + "/users/" + std::to_string(index++), directory, problems);
  check_people(directory, place, problems);
  return directory;
}

// What holds between orgs: one id each, nobody in two, every parent there, and no org above itself.
void check_tree(const model::Orgs& orgs, Problems& problems) {
  std::map<model::UserId, model::OrgId> people;
  std::set<model::OrgId> seen;
  for (const auto& directory : orgs.all()) {
    const auto& org = directory->org;
    if (!seen.insert(org).second)
      problems.push_back(fmt::format("/orgs: 机构编号重复：{} (the org stands twice)", org.str()));
    for (const auto& [id, user] : directory->users) {
      const auto [at, fresh] = people.try_emplace(id, org);
      if (!fresh)
        problems.push_back(fmt::format("/orgs ({}): {} 已在 {} 任职，一人只在一个机构 (they work for that org already)",
                                       org.str(), id.str(), at->second.str()));
    }
    std::set<model::OrgId> path{org};
    for (auto upper = directory; upper != nullptr && !upper->parent.empty();) {
      const auto next = orgs.of(upper->parent);
      if (next == nullptr)
        problems.push_back(fmt::format("/orgs ({}): 没有上级机构 {} (there is no such parent)", upper->org.str(),
                                       upper->parent.str()));
      if (next != nullptr && !path.insert(next->org).second) {
        problems.push_back(fmt::format("/orgs ({}): 上级机构成环 (its parents lead back to it)", org.str()));
        break;
      }
      upper = next;
    }
  }
}

// One org, or {"orgs": [one, another, …]}.
model::Orgs orgs_of(const json& document, Problems& problems) {
  std::vector<model::DirectoryPtr> all;
  if (!document.is_object() || !document.contains("orgs")) {
    all.push_back(std::make_shared<const model::Directory>(directory_of(document, "", problems)));
  } else {
    Members top(document, "", problems);
    top.only({"$schema", "orgs"});
    std::size_t index = 0;
    for (const auto& one : top.list("orgs"))
      all.push_back(
          std::make_shared<const model::Directory>(directory_of(one, "/orgs/" + std::to_string(index++), problems)));
    if (index == 0) top.problem("/orgs", "至少要有一个机构 (name at least one org)");
  }
  model::Orgs orgs(std::move(all));
  check_tree(orgs, problems);
  return orgs;
}

std::expected<workflows::Value, Problems> read_json(const std::filesystem::path& file) {
  const auto text = read_file(file);
  if (!text) return std::unexpected(Problems{text.error()});
  auto document = workflows::parse_untrusted(*text);
  if (document) return std::move(*document);
  const auto& problem = document.error();
  return std::unexpected(Problems{
      fmt::format("{}: {} {} {}", file.string(), problem.pointer, problem.sentence.zh_cn, problem.sentence.en)});
}

}  // namespace

std::expected<model::OrgsPtr, Problems> load_orgs(const std::filesystem::path& file) {
  const auto document = read_json(file);
  if (!document) return std::unexpected(document.error());
  Problems problems;
  auto orgs = orgs_of(document->json(), problems);
  if (problems.empty()) return std::make_shared<const model::Orgs>(std::move(orgs));
  for (auto& problem : problems) problem = file.string() + ": " + problem;
  return std::unexpected(std::move(problems));
}

namespace {

Problems told(const std::filesystem::path& file, const workflows::Problems& found) {
  Problems problems;
  for (const auto& problem : found) {
    problems.push_back(
        fmt::format("{}: {}: {} {}", file.string(), problem.pointer, problem.sentence.zh_cn, problem.sentence.en));
  }
  return problems;
}

}  // namespace

std::expected<workflows::Calendar, Problems> load_calendar(const std::filesystem::path& file) {
  const auto document = read_json(file);
  if (!document) return std::unexpected(document.error());
  auto calendar = workflows::Calendar::parse(*document);
  if (calendar) return std::move(*calendar);
  return std::unexpected(told(file, calendar.error()));
}

std::expected<workflows::Ledgers, Problems> load_ledgers(const std::filesystem::path& file,
                                                         const workflows::Catalog& catalog) {
  if (file.empty()) return workflows::Ledgers();
  const auto document = read_json(file);
  if (!document) return std::unexpected(document.error());
  auto ledgers = workflows::parse_ledgers(*document, catalog);
  if (ledgers) return std::move(*ledgers);
  return std::unexpected(told(file, ledgers.error()));
}

std::expected<workflows::Queues, Problems> load_queues(const std::filesystem::path& file,
                                                       const workflows::Catalog& catalog) {
  if (file.empty()) return workflows::Queues();
  const auto document = read_json(file);
  if (!document) return std::unexpected(document.error());
  auto queues = workflows::parse_queues(*document, &catalog);
  if (queues) return std::move(*queues);
  return std::unexpected(told(file, queues.error()));
}

}  // namespace docket::config

// `docket directory`: people, units and areas through the door of a running server, as an admin; and the file of them
// as an import, whose every difference is told in a line.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <tuple>

#include "tools/docket/client.hpp"
#include "tools/docket/commands.hpp"
#include "tools/docket/exit_code.hpp"
#include "tools/docket/setting_flags.hpp"
#include "workflows/value.hpp"

namespace docket::tools {
namespace {

using nlohmann::json;

struct DirectoryFlags {
  std::string server;
  std::string file;
  bool dry_run = false;
  bool overwrite = false;
  std::string id;
  std::string name;
  std::string unit;
  std::string substitute;
  std::string left;
  std::vector<std::string> roles;
  std::vector<std::string> areas;
  std::string zh;
  std::string en;
};

std::expected<json, int> answer_of(const DirectoryFlags& flags, const char* method, const std::string& path,
                                   const std::string& body = "") {
  return ask_for_object(flags.server, token_from_environment(), method, path, body);
}

// Ids are names in a path: anything else is for the API.
std::optional<std::string> path_of(const char* list, const std::string& id) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
  if (!id.empty() && id.find_first_not_of(plain) == std::string::npos)
    return fmt::format("/v1/directory/{}/{}", list, id);
  complain({"编号只能用字母、数字和 - . _ ~ (an id has letters, digits and - . _ ~)"});
  return std::nullopt;
}

// What is different between two forms of one entry, member by member.
std::string changes(const json& was, const json& will) {
  std::set<std::string> names;
  for (const auto& [name, value] : was.items()) names.insert(name);
  for (const auto& [name, value] : will.items()) names.insert(name);
  std::string text;
  for (const auto& name : names) {
    const auto before = was.value(name, json());
    const auto after = will.value(name, json());
    if (before == after) continue;
    text += fmt::format("{}{}: {} → {}", text.empty() ? "  " : "; ", name, before.is_null() ? "–" : before.dump(),
                        after.is_null() ? "–" : after.dump());
  }
  return text;
}

std::string line_of(const json& one) {
  const bool kept = one.at("fate") == "keep";
  const bool edited = one.at("edited").get<bool>();
  std::string what;
  if (kept) {
    what = "保留 (kept as edited)";
  } else if (one.contains("open_cases")) {
    what = fmt::format("离任，还有 {0} 件未办结请转办 (left; {0} open case(s) to hand over)",
                       one["open_cases"].get<std::uint64_t>());
  } else if (!one.contains("will")) {
    what = "删除 (removed)";
  } else {
    what = one.contains("was") ? "修改 (changed)" : "新增 (added)";
  }
  if (edited && !kept) what = "覆盖 (an edit is overwritten)，" + what;
  const bool both = one.contains("was") && one.contains("will");
  std::string detail = both ? changes(one["was"], one["will"]) : std::string();
  if (kept && !both) detail = one.contains("was") ? "  文件里没有 (not in the file)" : "  已经删除 (it was removed)";
  return fmt::format("{}  {} {}{}", what, one.at("kind").get<std::string>(), one.at("id").get<std::string>(), detail);
}

int import_file(const DirectoryFlags& flags) {
  std::ifstream file(flags.file, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto document = file ? workflows::parse_untrusted(text) : workflows::parse_untrusted("");
  if (!document) {
    const auto& [pointer, sentence] = document.error();
    complain({flags.file + ": " + pointer +
              (file ? sentence.zh_cn + " " + sentence.en : std::string("打不开文件 (the file cannot be read)"))});
    return exit_invalid;
  }
  const json body = {{"directory", document->json()}, {"dry_run", flags.dry_run}, {"overwrite", flags.overwrite}};
  const auto answer = answer_of(flags, "POST", "/v1/directory/import", body.dump());
  if (!answer) return answer.error();
  std::size_t kept = 0;
  const auto& all = answer->at("differences");
  for (const auto& one : all) {
    kept += one.at("fate") == "keep" ? 1U : 0U;
    std::cout << line_of(one) << '\n';
  }
  const auto applied = all.size() - kept;
  std::cout << fmt::format(
      fmt::runtime(flags.dry_run ? "试导入：会改 {0} 条，没有写入任何内容。(Dry run: {0} would change; "
                                   "nothing was written.)\n"
                                 : "已导入，改了 {0} 条。(Imported: {0} changed.)\n"),
      applied);
  if (kept > 0)
    std::cout << fmt::format(
        "{0} 条在上次导入后改过，保持不变；要以文件为准，请加 --overwrite。({0} edited since the last import were left "
        "alone; --overwrite lets the file win.)\n",
        kept);
  return exit_ok;
}

int show(const DirectoryFlags& flags) {
  for (const auto* list : {"units", "areas", "users"}) {
    const auto answer = answer_of(flags, "GET", std::string("/v1/directory/") + list);
    if (!answer) return answer.error();
    const auto edited = answer->at("edited").get<std::set<std::string>>();
    for (const auto& entry : answer->at(list)) {
      const auto id = entry.at("id").get<std::string>();
      const auto label = entry.contains("label") ? entry["label"].value("zh-CN", "") : entry.value("name", "");
      std::string roles;
      for (const auto& role : entry.value("roles", json::array())) roles += " " + role.get<std::string>();
      std::cout << fmt::format("{}  {}  {}{}  {}{}{}\n", std::string_view(list).substr(0, 4), id, label, roles,
                               entry.value("unit", ""), entry.value("left", false) ? "  已离任 (left)" : "",
                               edited.contains(id) ? "  已改 (edited)" : "");
    }
  }
  return exit_ok;
}

int put(const DirectoryFlags& flags, const char* list, const json& entry) {
  const auto path = path_of(list, flags.id);
  if (!path) return exit_invalid;
  const auto answer = answer_of(flags, "PUT", *path, entry.dump());
  if (!answer) return answer.error();
  std::cout << answer->dump() << '\n';
  return exit_ok;
}

// The entry as it is, to change what flags say; {} when there is none yet.
std::expected<json, int> entry_of(const DirectoryFlags& flags, const char* list) {
  const auto path = path_of(list, flags.id);
  if (!path) return std::unexpected(exit_invalid);
  const auto answer = ask(flags.server, token_from_environment(), "GET", *path);
  if (answer && answer->status == 404) return json::object();
  return answer_of(flags, "GET", *path);
}

int set_user(const DirectoryFlags& flags) {
  auto entry = entry_of(flags, "users");
  if (!entry) return entry.error();
  const auto text = [&entry](const char* name, const std::string& value) {
    if (value == "-") entry->erase(name);
    if (!value.empty() && value != "-") (*entry)[name] = value;
  };
  text("name", flags.name);
  text("unit", flags.unit);
  text("substitute", flags.substitute);
  if (!flags.roles.empty()) (*entry)["roles"] = flags.roles;
  if (!flags.areas.empty()) (*entry)["areas"] = flags.areas;
  if (!flags.left.empty()) (*entry)["left"] = flags.left == "yes";
  return put(flags, "users", *entry);
}

int set_labelled(const DirectoryFlags& flags, const char* list) {
  auto entry = entry_of(flags, list);
  if (!entry) return entry.error();
  if (!flags.zh.empty()) (*entry)["label"]["zh-CN"] = flags.zh;
  if (!flags.en.empty()) (*entry)["label"]["en"] = flags.en;
  return put(flags, list, *entry);
}

int remove(const DirectoryFlags& flags, const char* list) {
  const auto path = path_of(list, flags.id);
  if (!path) return exit_invalid;
  const auto answer = answer_of(flags, "DELETE", *path);
  if (!answer) return answer.error();
  std::cout << fmt::format("已删除 (removed): {}\n", flags.id);
  return exit_ok;
}

CLI::App* add_command(CLI::App& parent, const char* name, const char* help,
                      const std::shared_ptr<DirectoryFlags>& flags, int& code,
                      std::function<int(const DirectoryFlags&)> run) {
  auto* made = parent.add_subcommand(name, help);
  made->add_option("--server", flags->server, "http://host:port of the running server")->required();
  made->callback([flags, run = std::move(run), &code] { code = run(*flags); });
  return made;
}

// `set` and `remove` of one kind of entries.
CLI::App* add_kind(CLI::App& directory, const char* name, const char* help, const char* list,
                   const std::shared_ptr<DirectoryFlags>& flags, int& code,
                   std::function<int(const DirectoryFlags&)> set) {
  auto* kind = directory.add_subcommand(name, help);
  kind->require_subcommand(1);
  auto* setting = add_command(*kind, "set", "新增或修改 · add or change one; flags not given stay as they are", flags,
                              code, std::move(set));
  setting->add_option("id", flags->id)->required();
  add_command(*kind, "remove", "删除 · remove one", flags, code,
              [list](const DirectoryFlags& given) { return remove(given, list); })
      ->add_option("id", flags->id)
      ->required();
  return setting;
}

}  // namespace

void add_directory(CLI::App& app, int& code) {
  auto* directory = app.add_subcommand(
      "directory", "通讯录 · people, units and areas (through the server; DOCKET_TOKEN is an admin's)");
  directory->require_subcommand(1);
  auto flags = std::make_shared<DirectoryFlags>();
  add_command(*directory, "show", "列出 · list all entries", flags, code, show);
  auto* file = add_command(*directory, "import",
                           "导入文件 · take over a directory file; what was edited since the last import stays", flags,
                           code, import_file);
  file->add_option("file", flags->file, "the JSON file")->required();
  file->add_flag("--dry-run", flags->dry_run, "only list what it would change");
  file->add_flag("--overwrite", flags->overwrite, "the file wins also over what was edited");
  auto* user = add_kind(*directory, "user", "人员 · people", "users", flags, code, set_user);
  user->add_option("--name", flags->name);
  user->add_option("--role", flags->roles, "may be given several times");
  user->add_option("--unit", flags->unit, "- for none");
  user->add_option("--area", flags->areas, "may be given several times");
  user->add_option("--substitute", flags->substitute, "- for none");
  user->add_option("--left", flags->left, "yes: for this org no more; no: back")->check(CLI::IsMember({"yes", "no"}));
  for (const auto& [name, help, list] :
       {std::tuple{"unit", "单位 · units", "units"}, {"area", "村 · areas", "areas"}}) {
    auto* one = add_kind(*directory, name, help, list, flags, code,
                         [list](const DirectoryFlags& given) { return set_labelled(given, list); });
    one->add_option("--zh", flags->zh, "its name in Chinese");
    one->add_option("--en", flags->en, "its name in English");
  }
}

}  // namespace docket::tools

#include "engine/decide/directory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/decide/of_the_org.hpp"
#include "engine/decide/refusals.hpp"
#include "engine/model/directory_file.hpp"
#include "engine/model/directory_fold.hpp"

namespace docket::decide {
namespace {

using model::Difference;
using model::Entries;
using model::EntryKind;
using model::EntryName;
using model::Fate;
using model::RejectionCode;

// The engine's own import, of the file that its settings name.
bool is_of_all(const model::Actor& actor) { return actor.org.empty() && actor.holds("system"); }

model::Rejection admins_alone() {
  return refuse(RejectionCode::forbidden, "只有管理员可以修改通讯录；请联系本机构的管理员。",
                "Only an admin edits the directory: turn to the admin of your org.");
}

model::Rejection invalid(RejectionCode code, workflows::Label sentence, workflows::Problems problems) {
  return {code, std::move(sentence), "", std::move(problems)};
}

std::optional<model::Rejection> check_version(const std::vector<model::Sequence>& expected,
                                              const model::EntryRow& row) {
  if (expected.empty() || std::ranges::find(expected, model::Sequence{row.version}) != expected.end()) return {};
  return refuse(RejectionCode::stale_version, "这一条已有新的变化；请重新读取后再试。",
                "This entry has changed since: read it again, then retry.");
}

// Whoever edits goes on being an admin, so that an org always has one.
std::optional<model::Rejection> check_admin(const model::Actor& actor, const model::Orgs& orgs) {
  const auto org = orgs.of(actor.org);
  const auto* self = org == nullptr ? nullptr : org->user(actor.user);
  if (self != nullptr && self->holds("admin")) return {};
  return refuse(RejectionCode::wrong_state, "这样您自己就不再是管理员了；请先设另一位管理员，由其修改。",
                "You would be an admin no more: make somebody else one, and let them do it.");
}

model::EntryRow row_of(const model::Book& book, const EntryName& name) {
  const auto found = book.rows.find(name);
  return found == book.rows.end() ? model::EntryRow() : found->second;
}

// Events, one for each org, and the book after them. `told` is in the order of names, so of orgs.
DirectoryDecision written(const model::Command& command, std::vector<Difference> told, bool imported,
                          model::OrgsPtr orgs, const DirectoryFacts& facts) {
  DirectoryDecision decision;
  auto book = std::make_shared<model::Book>(*facts.book);
  book->orgs = std::move(orgs);
  for (const auto& one : told) {
    if (one.fate == Fate::keep) continue;
    if (decision.events.empty() || decision.events.back().org != one.name.org) {
      const auto& org = one.name.org;
      decision.events.push_back(
          event_of_the_org(command, "directory_changed", org, facts.org_sequence(org), facts.now));
      decision.events.back().data = model::DirectoryChanged{imported, {}};
    }
    std::get<model::DirectoryChanged>(decision.events.back().data)
        .changes.push_back({std::string(model::kind_name(one.name.kind)), one.name.id, one.will});
  }
  for (const auto& event : decision.events)
    for (auto& name : model::fold(event, book->rows)) decision.changed.push_back(std::move(name));
  if (!decision.events.empty()) decision.book = std::move(book);
  decision.told = std::move(told);
  return decision;
}

DirectoryVerdict edited(const model::Command& command, Difference change, model::OrgsPtr orgs,
                        const DirectoryFacts& facts) {
  if (auto refused = check_admin(command.actor, *orgs)) return std::unexpected(std::move(*refused));
  return written(command, {std::move(change)}, false, std::move(orgs), facts);
}

}  // namespace

DirectoryVerdict set_entry(const model::Command& command, const model::SetEntry& intent, const DirectoryFacts& facts) {
  if (!command.actor.holds("admin")) return std::unexpected(admins_alone());
  const EntryName name{command.actor.org, intent.kind, intent.id};
  const auto row = row_of(*facts.book, name);
  if (auto stale = check_version(intent.expected, row)) return std::unexpected(std::move(*stale));
  auto value = intent.value.json();
  if (value.is_object()) {
    if (value.contains("id") && value["id"] != intent.id)
      return std::unexpected(invalid(RejectionCode::invalid_input,
                                     {"正文里的 id 与地址里的不同；请去掉或改正。",
                                      "The id in the body is not that of the address: leave it out, or correct it."},
                                     {{"/id", {"与地址里的不同", "not that of the address"}}}));
    value["id"] = intent.id;
  }
  auto entries = model::entries_of(facts.book->rows);
  entries[name] = value.dump();
  auto orgs = model::orgs_of(entries);
  if (!orgs) {
    const auto place = fmt::format("/{}s", model::kind_name(intent.kind));
    const auto own = workflows::pointer_child(place, intent.id);
    for (auto& problem : orgs.error())
      if (problem.pointer == own || problem.pointer.starts_with(own + "/")) problem.pointer.erase(0, own.size());
    return std::unexpected(invalid(RejectionCode::invalid_input,
                                   {"通讯录中不能这样写；请按提示修改。", "The directory cannot say so: see below."},
                                   std::move(orgs.error())));
  }
  auto will = model::entries_of(**orgs).at(name);
  if (will == row.now) return DirectoryDecision{};
  return edited(command, {name, Fate::apply, row.now, std::move(will), row.edited(), 0}, std::move(*orgs), facts);
}

DirectoryVerdict remove_entry(const model::Command& command, const model::RemoveEntry& intent,
                              const DirectoryFacts& facts) {
  if (!command.actor.holds("admin")) return std::unexpected(admins_alone());
  const EntryName name{command.actor.org, intent.kind, intent.id};
  const auto row = row_of(*facts.book, name);
  if (row.now.empty()) return std::unexpected(model::unknown_entry());
  if (auto stale = check_version(intent.expected, row)) return std::unexpected(std::move(*stale));
  const auto open = intent.kind == EntryKind::user ? facts.open_cases(name) : 0;
  if (open > 0) {
    return std::unexpected(refuse(
        RejectionCode::wrong_state,
        fmt::format("此人还有 {} 件未办结的事项；请先转办，再删除。要立即停用，请把 left 设为 true：其令牌随即失效，"
                    "姓名仍可查。",
                    open),
        fmt::format("They answer for {} open case(s): hand those over first. To shut them out at once set left to "
                    "true: their tokens open nothing from then on, and their name stays known.",
                    open)));
  }
  auto entries = model::entries_of(facts.book->rows);
  entries.erase(name);
  auto orgs = model::orgs_of(entries);
  if (!orgs)
    return std::unexpected(
        invalid(RejectionCode::wrong_state,
                {fmt::format("通讯录还有 {} 处用到它；请先修改那几条，再删除。", orgs.error().size()),
                 fmt::format("{} place(s) in the directory name it: change those entries first.", orgs.error().size())},
                std::move(orgs.error())));
  return edited(command, {name, Fate::apply, row.now, "", row.edited(), 0}, std::move(*orgs), facts);
}

DirectoryVerdict import_directory(const model::Command& command, const model::ImportDirectory& intent,
                                  const DirectoryFacts& facts) {
  const bool all = is_of_all(command.actor);
  if (!all && !command.actor.holds("admin")) return std::unexpected(admins_alone());
  auto said = model::read_orgs(intent.document, all ? nullptr : facts.book->orgs.get());
  if (!said)
    return std::unexpected(invalid(
        RejectionCode::invalid_input,
        {"通讯录文件有错，什么也没有改；请按提示修改后重新导入。",
         "There are mistakes in the file of the directory; nothing was changed. Correct them and import again."},
        std::move(said.error())));
  const auto ours = (*said)->of(command.actor.org);
  const auto here = facts.book->orgs->of(command.actor.org);
  if (!all && ours == nullptr)
    return std::unexpected(refuse(RejectionCode::invalid_input, "这份通讯录里没有本机构；请检查 org 的 id。",
                                  "This file says nothing about your org: check the id of org."));
  if (!all && here != nullptr && here->parent != ours->parent)
    return std::unexpected(
        refuse(RejectionCode::forbidden, "上级机构关系到谁能查看案件，只能由运维人员在服务器的通讯录文件里改。",
               "The org above decides who sees cases: only the operator changes it, in the server's own file."));
  auto told = model::differences(model::entries_of(**said), *facts.book, all ? model::OrgId() : command.actor.org,
                                 intent.overwrite, facts.open_cases);
  auto entries = model::entries_of(facts.book->rows);
  for (const auto& one : told) {
    if (one.fate != Fate::apply) continue;
    if (one.will.empty()) entries.erase(one.name);
    if (!one.will.empty()) entries[one.name] = one.will;
  }
  auto orgs = model::orgs_of(entries);
  if (!orgs)
    return std::unexpected(invalid(
        RejectionCode::wrong_state,
        {"文件与上次导入后改过的条目合不起来，什么也没有改；请改文件，或用 --overwrite 以文件为准。",
         "The file does not go together with entries that were edited since the last import; nothing was changed. "
         "Change the file, or let it win with --overwrite."},
        std::move(orgs.error())));
  if (!all)
    if (auto refused = check_admin(command.actor, **orgs)) return std::unexpected(std::move(*refused));
  return written(command, std::move(told), true, std::move(*orgs), facts);
}

}  // namespace docket::decide

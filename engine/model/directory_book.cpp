#include "engine/model/directory_book.hpp"

#include <array>
#include <nlohmann/json.hpp>

#include "engine/model/directory_file.hpp"

namespace docket::model {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 4> kind_names = {"org", "unit", "area", "user"};

const char* list_of(EntryKind kind) {
  return kind == EntryKind::unit ? "units" : kind == EntryKind::area ? "areas" : "users";
}

std::string place_of(const EntryName& name) {
  if (name.kind == EntryKind::org) return "/org";
  return workflows::pointer_child(std::string("/") + list_of(name.kind), name.id);
}

// The document that the file of these entries would be, and where in it each of them stands.
struct Document {
  json orgs = json::array();
  std::map<std::string, std::string, std::less<>> places;  // pointer in the document → pointer that names the entry
};

Document write_down(const Entries& entries) {
  Document made;
  std::map<OrgId, std::size_t> at;
  for (const auto& [name, text] : entries) {
    const auto [place, fresh] = at.try_emplace(name.org, made.orgs.size());
    if (fresh) made.orgs.push_back({{"units", json::array()}, {"areas", json::array()}, {"users", json::array()}});
    auto& org = made.orgs[place->second];
    auto pointer = "/orgs/" + std::to_string(place->second);
    if (name.kind == EntryKind::org) {
      org["org"] = json::parse(text);
      pointer += "/org";
    } else {
      auto& list = org[list_of(name.kind)];
      pointer += std::string("/") + list_of(name.kind) + "/" + std::to_string(list.size());
      list.push_back(json::parse(text));
    }
    made.places.emplace(std::move(pointer), place_of(name));
  }
  return made;
}

// An org without a row of its own, or what holds between orgs, has no entry to point to.
std::string named(const Document& document, const std::string& pointer) {
  for (auto end = pointer.size(); end != std::string::npos && end > 0; end = pointer.rfind('/', end - 1)) {
    const auto found = document.places.find(std::string_view(pointer).substr(0, end));
    if (found != document.places.end()) return found->second + pointer.substr(end);
  }
  return pointer;
}

}  // namespace

std::string_view kind_name(EntryKind kind) { return kind_names.at(static_cast<std::size_t>(kind)); }

std::optional<EntryKind> read_kind(std::string_view name) {
  for (std::size_t i = 0; i < kind_names.size(); ++i)
    if (kind_names.at(i) == name) return static_cast<EntryKind>(i);
  return std::nullopt;
}

Entries entries_of(const Orgs& orgs) {
  Entries entries;
  for (const auto& one : orgs.all()) {
    const auto& org = one->org;
    entries[{org, EntryKind::org, org.str()}] = write_org(*one).dump();
    for (const auto& [id, unit] : one->units) entries[{org, EntryKind::unit, id.str()}] = write_unit(unit).dump();
    for (const auto& [id, area] : one->areas) entries[{org, EntryKind::area, id}] = write_area(area).dump();
    for (const auto& [id, user] : one->users) entries[{org, EntryKind::user, id.str()}] = write_user(user).dump();
    for (const auto& [id, user] : one->left) {
      auto gone = write_user(user);
      gone["left"] = true;
      entries[{org, EntryKind::user, id.str()}] = gone.dump();
    }
  }
  return entries;
}

Entries entries_of(const std::map<EntryName, EntryRow>& rows) {
  Entries entries;
  for (const auto& [name, row] : rows)
    if (!row.now.empty()) entries.emplace(name, row.now);
  return entries;
}

workflows::Value document_of(const Orgs& orgs) {
  return workflows::Value(json{{"orgs", write_down(entries_of(orgs)).orgs}});
}

std::expected<OrgsPtr, workflows::Problems> orgs_of(const Entries& entries) {
  const auto document = write_down(entries);
  auto orgs = read_orgs(workflows::Value(json{{"orgs", document.orgs}}));
  if (orgs) return std::move(*orgs);
  auto problems = std::move(orgs.error());
  for (auto& problem : problems) problem.pointer = named(document, problem.pointer);
  return std::unexpected(std::move(problems));
}

Rejection unknown_entry() {
  return {RejectionCode::unknown_entry,
          {"通讯录中没有这一条，或已经删除。", "There is no such entry in the directory, or it was removed."},
          ""};
}

}  // namespace docket::model

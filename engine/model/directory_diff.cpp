#include "engine/model/directory_diff.hpp"

#include <nlohmann/json.hpp>
#include <set>

namespace docket::model {
namespace {

std::string as_left(const std::string& user) {
  auto entry = nlohmann::json::parse(user);
  entry["left"] = true;
  return entry.dump();
}

}  // namespace

std::vector<Difference> differences(const Entries& file, const Book& book, const OrgId& only, bool overwrite,
                                    const OpenCases& open_cases) {
  std::set<EntryName> names;
  for (const auto& [name, text] : file) names.insert(name);
  for (const auto& [name, row] : book.rows) names.insert(name);
  std::vector<Difference> found;
  for (const auto& name : names) {
    if (!only.empty() && name.org != only) continue;
    const auto row = book.rows.find(name);
    const auto& now = row == book.rows.end() ? EntryRow() : row->second;
    const auto said = file.find(name);
    Difference one{name, Fate::apply, now.now, said == file.end() ? std::string() : said->second, now.edited(), 0};
    if (one.will.empty() && !one.was.empty() && name.kind == EntryKind::user) {
      one.open_cases = open_cases(name);
      // With their org everything about them goes: an org that the file drops shows its cases to petitioners alone.
      const bool stays = file.contains({name.org, EntryKind::org, name.org.str()});
      if (one.open_cases > 0 && stays) one.will = as_left(one.was);
    }
    if (one.will == one.was) {
      if (!one.edited) continue;
      one.fate = Fate::agree;
    } else if (one.edited && !overwrite) {
      one.fate = Fate::keep;
    }
    found.push_back(std::move(one));
  }
  return found;
}

}  // namespace docket::model

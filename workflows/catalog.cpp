#include "workflows/catalog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <system_error>

#include "workflows/parser.hpp"

namespace docket::workflows {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view common_name = "common.json";
constexpr std::size_t files_max = 1'000;

std::expected<Value, Problem> read_document(const fs::path& file) {
  const auto unreadable = [] {
    return std::unexpected(Problem{
        "", {"读不出这个文件，请检查路径和权限。", "This file cannot be read: check its path and permissions."}});
  };
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error) return unreadable();
  if (size > ParseLimits{}.bytes_max)
    return std::unexpected(Problem{"", {"文件太大，请拆分。", "This file is too large: split it."}});
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream) return unreadable();
  return parse_untrusted(text.str());
}

// The shared document beside the definitions; null when there is none.
Value read_common(const fs::path& directory, std::vector<FileProblem>& problems) {
  const auto file = directory / common_name;
  std::error_code error;
  if (!fs::exists(file, error)) return {};
  auto document = read_document(file);
  if (!document) {
    problems.push_back({std::string(common_name), document.error()});
    return {};
  }
  for (auto& problem : check_common(*document)) problems.push_back({std::string(common_name), std::move(problem)});
  return *document;
}

DefinitionPtr read_definition(const fs::path& file, const Value& common, std::vector<FileProblem>& problems) {
  const auto name = file.filename().string();
  const auto document = read_document(file);
  if (!document) {
    problems.push_back({name, document.error()});
    return nullptr;
  }
  auto definition = parse_definition(*document, common);
  if (definition) return *definition;
  for (auto& problem : definition.error()) problems.push_back({name, std::move(problem)});
  return nullptr;
}

std::vector<fs::path> definition_files(const fs::path& directory, std::vector<FileProblem>& problems) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error))
    if (entry->path().extension() == ".json" && entry->path().filename() != common_name && files.size() < files_max)
      files.push_back(entry->path());
  if (error)
    problems.push_back(
        {directory.string(),
         {"",
          {"读不出这个目录，请检查路径和权限。", "This directory cannot be read: check its path and permissions."}}});
  std::ranges::sort(files);  // a directory has no order; problems are reported in this one
  return files;
}

}  // namespace

std::expected<DefinitionPtr, std::vector<FileProblem>> load_definition(const fs::path& file) {
  std::vector<FileProblem> problems;
  const auto common = read_common(file.parent_path(), problems);
  auto definition = read_definition(file, common, problems);
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return definition;
}

Catalog::Catalog(std::vector<DefinitionPtr> definitions) {
  for (auto& definition : definitions) by_id_.insert_or_assign(definition->id, definition);
}

std::expected<Catalog, std::vector<FileProblem>> Catalog::load(const fs::path& directory) {
  std::vector<FileProblem> problems;
  std::map<std::string, std::string> file_by_id;
  std::vector<DefinitionPtr> definitions;
  const auto common = read_common(directory, problems);
  for (const auto& file : definition_files(directory, problems)) {
    auto definition = read_definition(file, common, problems);
    if (!definition) continue;
    const auto [first, fresh] = file_by_id.emplace(definition->id, file.filename().string());
    if (!fresh)
      problems.push_back({file.filename().string(),
                          {"/id",
                           {fmt::format("与 {} 的标识相同，请改一个。", first->second),
                            fmt::format("{} has the same id: change one of them.", first->second)}}});
    definitions.push_back(std::move(definition));
  }
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return Catalog(std::move(definitions));
}

DefinitionPtr Catalog::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

}  // namespace docket::workflows

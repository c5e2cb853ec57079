// The definitions that new cases may use: id → the definition loaded from the configuration. Built once at
// start-up, immutable afterwards, shared between threads. A running case keeps the version it began with; the
// writer finds that one by its hash in the database when the file has moved on.
#pragma once

#include <expected>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/definition.hpp"

namespace docket::workflows {

struct FileProblem {
  std::string file;
  Problem problem;
};

// One definition by the path of its file, with the common.json that lies beside it (if any).
std::expected<DefinitionPtr, std::vector<FileProblem>> load_definition(const std::filesystem::path& file);

class Catalog {
 public:
  Catalog() = default;
  explicit Catalog(std::vector<DefinitionPtr> definitions);

  // Every `*.json` of a directory except common.json, which is shared by all. All problems of all files at
  // once.
  static std::expected<Catalog, std::vector<FileProblem>> load(const std::filesystem::path& directory);

  DefinitionPtr find(std::string_view id) const;  // null when unknown
  const std::map<std::string, DefinitionPtr, std::less<>>& all() const { return by_id_; }

 private:
  std::map<std::string, DefinitionPtr, std::less<>> by_id_;
};

}  // namespace docket::workflows

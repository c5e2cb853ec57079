#include "tools/docket/workflow_lint.hpp"

#include <fmt/format.h>

#include <ostream>
#include <string_view>
#include <system_error>

#include "workflows/catalog.hpp"

namespace docket::tools {

namespace {

constexpr int exit_ok = 0;
constexpr int exit_not_found = 3;
constexpr int exit_invalid = 5;
constexpr std::size_t hash_shown = 12;

void print_definition(const workflows::Definition& definition, std::ostream& out) {
  out << fmt::format("{} v{} {}: {} states, {} actions, {} deadlines\n", definition.id, definition.version,
                     std::string_view(definition.hash).substr(0, hash_shown), definition.states.size(),
                     definition.actions.size(), definition.deadlines.size());
}

int print_problems(const std::vector<workflows::FileProblem>& problems, std::ostream& out, std::ostream& err) {
  for (const auto& [file, problem] : problems)
    out << fmt::format("{}: {}: {} {}\n", file, problem.pointer.empty() ? "/" : problem.pointer, problem.sentence.zh_cn,
                       problem.sentence.en);
  err << fmt::format("{} 处问题。{} problem(s).\n", problems.size(), problems.size());
  return exit_invalid;
}

}  // namespace

int run_lint(const std::filesystem::path& path, std::ostream& out, std::ostream& err) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    err << fmt::format("没有 {}，请检查路径。There is no {}: check the path.\n", path.string(), path.string());
    return exit_not_found;
  }
  if (std::filesystem::is_directory(path, error)) {
    const auto catalog = workflows::Catalog::load(path);
    if (!catalog) return print_problems(catalog.error(), out, err);
    if (catalog->all().empty()) {
      err << fmt::format(
          "{} 中没有流程定义（*.json），请检查路径。There is no definition (*.json) in {}: check the path.\n",
          path.string(), path.string());
      return exit_not_found;
    }
    for (const auto& [id, definition] : catalog->all()) print_definition(*definition, out);
    return exit_ok;
  }
  const auto definition = workflows::load_definition(path);
  if (!definition) return print_problems(definition.error(), out, err);
  print_definition(**definition, out);
  return exit_ok;
}

}  // namespace docket::tools

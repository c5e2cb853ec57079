#include "tools/docket/workflow_graph.hpp"

#include <fmt/format.h>

#include <ostream>
#include <sstream>
#include <system_error>

#include "tools/docket/workflow_lint.hpp"
#include "workflows/catalog.hpp"
#include "workflows/drawing.hpp"

namespace docket::tools {

namespace {

constexpr int exit_ok = 0;
constexpr int exit_usage = 2;
constexpr int exit_not_found = 3;

// Without an id the only one of a folder is meant.
workflows::DefinitionPtr find(const std::filesystem::path& path, std::string_view id) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    const auto catalog = workflows::Catalog::load(path);
    if (!catalog) return nullptr;
    const auto& all = catalog->all();
    return id.empty() && all.size() == 1 ? all.begin()->second : catalog->find(id);
  }
  const auto definition = workflows::load_definition(path);
  if (!definition || (!id.empty() && (*definition)->id != id)) return nullptr;
  return *definition;
}

}  // namespace

int run_graph(const std::filesystem::path& path, std::string_view id, std::string_view format, std::ostream& out,
              std::ostream& err) {
  if (format != "mermaid" && format != "dot") {
    err << "格式请用 mermaid 或 dot。Use mermaid or dot as the format.\n";
    return exit_usage;
  }
  const auto definition = find(path, id);
  if (!definition) {
    // What does not load is explained as `lint` would; what loads has no workflow of this id.
    std::ostringstream summary;
    const int problems = run_lint(path, summary, err);
    if (problems != exit_ok) {
      err << summary.str();
      return problems;
    }
    err << (id.empty() ? std::string("请给出流程的 id。Name a workflow by its id.")
                       : fmt::format("没有名为“{}”的流程。There is no workflow \"{}\" here.", id, id))
        << " 这里有（here are）：\n"
        << summary.str();
    return exit_not_found;
  }
  out << (format == "dot" ? workflows::draw_dot(*definition) : workflows::draw_mermaid(*definition));
  return exit_ok;
}

}  // namespace docket::tools

// `docket workflow lint|graph|eval`: for authors of definitions. They read files only.
#include <CLI/App.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "config/loader.hpp"
#include "tools/docket/commands.hpp"
#include "tools/docket/eval.hpp"
#include "tools/docket/exit_code.hpp"
#include "tools/docket/setting_flags.hpp"
#include "tools/docket/workflow_graph.hpp"
#include "tools/docket/workflow_lint.hpp"

namespace docket::tools {
namespace {

struct Paths {
  std::string path = "config/workflows";
  std::string id;
  std::string format = "mermaid";
  std::string file = "-";
  bool batch = false;
};

int eval(const Paths& paths, const SettingFlags& flags) {
  const auto settings = load_settings(flags);
  if (!settings) return exit_invalid;
  const auto calendar = config::load_calendar(settings->calendar);
  if (!calendar) {
    complain(calendar.error());
    return exit_invalid;
  }
  if (paths.file == "-") return run_eval(std::cin, std::cout, paths.batch, *calendar);
  std::ifstream in(paths.file);
  if (!in) {
    complain({paths.file + ": 文件不存在或不可读 (cannot be read)"});
    return exit_not_found;
  }
  return run_eval(in, std::cout, paths.batch, *calendar);
}

}  // namespace

void add_workflow(CLI::App& app, int& code) {
  auto* workflow = app.add_subcommand("workflow", "流程定义 · workflow definitions");
  workflow->require_subcommand(1);
  auto paths = std::make_shared<Paths>();

  auto* lint = workflow->add_subcommand("lint", "检查 · every problem of a file or directory");
  lint->add_option("path", paths->path, "file or directory");
  lint->callback([paths, &code] { code = run_lint(paths->path, std::cout, std::cerr); });

  auto* graph = workflow->add_subcommand("graph", "画图 · a definition as a drawing");
  graph->add_option("path", paths->path, "file or directory");
  graph->add_option("id", paths->id, "which workflow of a directory");
  graph->add_option("--format", paths->format, "mermaid or dot");
  graph->callback([paths, &code] { code = run_graph(paths->path, paths->id, paths->format, std::cout, std::cerr); });

  auto* evaluate =
      workflow->add_subcommand("eval", "试算规则 · try a guard: {\"rule\": …, \"data\": …} in, its value out");
  evaluate->add_option("file", paths->file, "a file, or - for standard input");
  evaluate->add_flag("--batch", paths->batch, "one document a line in, one a line out");
  const auto flags = add_setting_flags(*evaluate, {"calendar"});
  evaluate->callback([paths, flags, &code] { code = eval(*paths, *flags); });
}

}  // namespace docket::tools

// One binary. Parses, dispatches, returns the exit code. stdout is data, stderr is for people.
#include <CLI/CLI.hpp>
#include <iostream>

#include "tools/docket/commands.hpp"
#include "tools/docket/exit_code.hpp"

namespace docket::tools {

void add_version(CLI::App& app, int& code) {
  auto* version = app.add_subcommand("version", "版本 · the version of this binary");
  version->callback([&code] {
    std::cout << "docket " DOCKET_VERSION "\n";
    code = exit_ok;
  });
}

}  // namespace docket::tools

int main(int argc, char** argv) {
  using namespace docket::tools;
  CLI::App app("Docket：信访与调解案件引擎 · case engine for petitions and mediation");
  app.require_subcommand(1);
  int code = exit_ok;
  add_serve(app, code);
  add_token(app, code);
  add_case(app, code);
  add_directory(app, code);
  add_hook(app, code);
  add_log(app, code);
  add_kafka(app, code);
  add_seed(app, code);
  add_workflow(app, code);
  add_version(app, code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_ok : exit_usage;
  }
  return code;
}

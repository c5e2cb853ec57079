// The subcommands of `docket`, a file each. Every one says which door it takes: what changes or follows
// anything goes to the running server over HTTP; what only reads a whole log may open the directory read-only
// beside it; what needs the directory alone is refused while a server holds it. Each adds itself to the
// parser and leaves its exit code in `code`.
#pragma once

#include <CLI/App.hpp>

namespace docket::tools {

void add_serve(CLI::App& app, int& code);
void add_token(CLI::App& app, int& code);
void add_case(CLI::App& app, int& code);
void add_case_import(CLI::App& of_case, int& code);  // below `docket case`
void add_directory(CLI::App& app, int& code);
void add_hook(CLI::App& app, int& code);
void add_kafka(CLI::App& app, int& code);
void add_log(CLI::App& app, int& code);
void add_seed(CLI::App& app, int& code);
void add_workflow(CLI::App& app, int& code);
void add_version(CLI::App& app, int& code);

}  // namespace docket::tools

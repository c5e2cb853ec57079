// `docket workflow graph <file or directory> [id] --format mermaid|dot`: a definition as a drawing on stdout.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string_view>

namespace docket::tools {

// `id` chooses from a directory; for a file it may be empty. Exit code: 0, 2 unknown format, 3 no such
// workflow, 5 the definitions have problems.
int run_graph(const std::filesystem::path& path, std::string_view id, std::string_view format, std::ostream& out,
              std::ostream& err);

}  // namespace docket::tools

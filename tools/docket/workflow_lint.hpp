// `docket workflow lint <file or directory>`: every problem as `file: pointer: sentence`, so that an editor
// can jump to it. common.json is read from beside the file.
#pragma once

#include <filesystem>
#include <iosfwd>

namespace docket::tools {

// Exit code: 0 when all is well, 3 when there is no such file, 5 when there are problems.
int run_lint(const std::filesystem::path& path, std::ostream& out, std::ostream& err);

}  // namespace docket::tools

// What stands in the files of a directory, whatever they are: the judge of what must not.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace docket::test {

// Files come and go while they are looked at; one that went holds nothing.
inline std::vector<std::string> files_with(const std::filesystem::path& directory, std::string_view bytes) {
  std::vector<std::filesystem::path> files;
  std::error_code ignored;
  for (std::filesystem::recursive_directory_iterator at(directory, ignored), end; at != end; at.increment(ignored)) {
    if (at->is_regular_file(ignored)) files.push_back(at->path());
  }
  std::vector<std::string> found;
  for (const auto& file : files) {
    std::ostringstream text;
    std::ifstream in(file, std::ios::binary);
    text << in.rdbuf();
    if (text.str().find(bytes) != std::string::npos) found.push_back(file.string());
  }
  return found;
}

}  // namespace docket::test

// The settings as flags of a subcommand: `--config FILE` and one flag per setting.
#pragma once

#include <CLI/App.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "config/settings.hpp"

namespace docket::tools {

struct SettingFlags {
  std::string file;
  std::map<std::string, std::string> texts;
};

// All settings, or only those named.
std::shared_ptr<SettingFlags> add_setting_flags(CLI::App& app, const std::vector<std::string>& only = {});

// Loads and prints problems to stderr; nothing when there were any.
std::optional<config::Settings> load_settings(const SettingFlags& flags);

// Sentences to stderr, each on a line.
void complain(const std::vector<std::string>& sentences);

}  // namespace docket::tools

#include "tools/docket/setting_flags.hpp"

#include <CLI/App.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>

#include "config/loader.hpp"

namespace docket::tools {
namespace {
constexpr const char* usual_file = "config/docket.json";
}

std::shared_ptr<SettingFlags> add_setting_flags(CLI::App& app, const std::vector<std::string>& only) {
  auto flags = std::make_shared<SettingFlags>();
  app.add_option("--config", flags->file, "settings file (default: config/docket.json if there is one)");
  for (const auto& [name, help] : config::setting_names()) {
    if (!only.empty() && std::ranges::find(only, name) == only.end()) continue;
    auto flag = "--" + name;
    std::ranges::replace(flag, '_', '-');
    app.add_option_function<std::string>(
        flag, [flags, key = name](const std::string& text) { flags->texts[key] = text; }, help);
  }
  return flags;
}

std::optional<config::Settings> load_settings(const SettingFlags& flags) {
  std::optional<std::filesystem::path> file;
  if (!flags.file.empty()) {
    file = flags.file;
  } else if (std::filesystem::exists(usual_file)) {
    file = usual_file;
  }
  auto settings = config::load(file, config::from_environment(), flags.texts);
  if (settings) return *settings;
  complain(settings.error());
  return std::nullopt;
}

void complain(const std::vector<std::string>& sentences) {
  for (const auto& sentence : sentences) std::cerr << "docket: " << sentence << '\n';
}

}  // namespace docket::tools

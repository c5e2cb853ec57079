#include "config/loader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "config/row.hpp"
#include "config/vault_key.hpp"
#include "workflows/value.hpp"

namespace docket::config {
namespace {

const Row* find_row(const std::string& name) {
  const auto found = std::ranges::find(all_rows(), name, &Row::name);
  return found == all_rows().end() ? nullptr : &*found;
}

std::string variable(const std::string& name) {
  std::string text = "DOCKET_";
  for (const char c : name) text += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

void apply(Settings& settings, const Texts& texts, const std::string& source, std::vector<std::string>& problems) {
  for (const auto& [name, text] : texts) {
    const auto* row = find_row(name);
    if (row == nullptr) {
      problems.push_back(fmt::format("{}: 没有名为 {} 的设置 (there is no setting of this name)", source, name));
    } else if (auto problem = row->set(settings, text)) {
      problems.push_back(fmt::format("{}: {}: {}", source, name, *problem));
    }
  }
}

// A member of the file as the text its row reads: strings and numbers only.
std::optional<std::string> member_text(const nlohmann::json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return value.dump();
  return std::nullopt;
}

void apply_file(Settings& settings, const std::filesystem::path& file, std::vector<std::string>& problems) {
  const auto name = file.string();
  const auto text = read_file(file);
  if (!text) return problems.push_back(text.error());
  const auto document = workflows::parse_untrusted(*text);
  if (!document)
    return problems.push_back(
        fmt::format("{}: {} {}", name, document.error().sentence.zh_cn, document.error().sentence.en));
  if (!document->json().is_object()) return problems.push_back(name + ": 应为一个 JSON 对象 (must be a JSON object)");
  Texts texts;
  for (const auto& [key, value] : document->json().items()) {
    if (key == "$schema") continue;
    if (const auto member = member_text(value)) {
      texts[key] = *member;
    } else {
      problems.push_back(fmt::format("{}: {}: 应为字符串或整数 (must be a string or a whole number)", name, key));
    }
  }
  apply(settings, texts, name, problems);
  const auto base = file.parent_path();
  for (auto* relative :
       {&settings.data, &settings.vault_key_file, &settings.workflows, &settings.queues, &settings.ledgers,
        &settings.calendar, &settings.directory, &settings.webhook.limits.ca_file, &settings.kafka.ca_file}) {
    if (!relative->empty() && relative->is_relative()) *relative = (base / *relative).lexically_normal();
  }
}

}  // namespace

std::vector<SettingName> setting_names() {
  std::vector<SettingName> names;
  for (const auto& row : all_rows()) names.push_back({row.name, row.help});
  return names;
}

Texts from_environment() {
  Texts texts;
  for (const auto& row : all_rows()) {
    if (const char* value = std::getenv(variable(row.name).c_str())) texts[row.name] = value;
  }
  return texts;
}

std::expected<Settings, std::vector<std::string>> load(const std::optional<std::filesystem::path>& file,
                                                       const Texts& environment, const Texts& flags) {
  Settings settings;
  std::vector<std::string> problems;
  if (file) apply_file(settings, *file, problems);
  apply(settings, environment, "环境变量 environment", problems);
  apply(settings, flags, "命令行 command line", problems);
  if (settings.vault_key_file.empty()) settings.vault_key_file = usual_vault_key_file(settings.data);
  if (lies_inside(settings.vault_key_file, settings.data)) {
    problems.push_back(
        fmt::format("vault_key_file: 主密钥不能放在数据目录 {0} 内，请另选位置 (the master key must not lie "
                    "in the data directory {0}: choose another place)",
                    settings.data.string()));
  }
  settings.rocksdb.directory = settings.data;
  settings.rocksdb.idempotency_window = settings.engine.writer.idempotency_window;
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return settings;
}

std::string show(const Settings& settings) {
  std::string text;
  for (const auto& row : all_rows()) {
    if (row.show) text += fmt::format("{} = {}\n", row.name, row.show(settings));
  }
  return text;
}

std::expected<std::string, std::string> read_file(const std::filesystem::path& file) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error))
    return std::unexpected(file.string() + ": 这是一个目录，不是文件 (is a directory, not a file)");
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::unexpected(file.string() + ": 文件不存在或不可读，请检查路径 (cannot be read: check the path)");
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace docket::config

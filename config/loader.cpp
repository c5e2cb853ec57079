#include "config/loader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <sstream>

#include "workflows/value.hpp"

namespace docket::config {
namespace {

using Problem = std::optional<std::string>;  // a sentence, or nothing

struct Row {
  std::string name;
  std::string help;
  std::function<Problem(Settings&, const std::string&)> set;
  std::function<std::string(const Settings&)> show;
};

template <typename T>
std::optional<T> number(const std::string& text) {
  T value{};
  const auto* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || at != end) return std::nullopt;
  return value;
}

Problem out_of_range(long long low, long long high) {
  return fmt::format("应为 {} 到 {} 之间的整数 (give a whole number from {} to {})", low, high, low, high);
}

// A number of `unit` (1, 1024², …) kept in a member that `member` finds.
template <typename Member>
Row count(std::string name, std::string help, Member member, long long low, long long high, long long unit = 1) {
  return {std::move(name), std::move(help),
          [=](Settings& settings, const std::string& text) -> Problem {
            const auto value = number<long long>(text);
            if (!value || *value < low || *value > high) return out_of_range(low, high);
            auto& target = member(settings);
            target = static_cast<std::remove_reference_t<decltype(target)>>(*value * unit);
            return {};
          },
          [=](const Settings& settings) {
            Settings copy = settings;
            return std::to_string(static_cast<long long>(member(copy)) / unit);
          }};
}

template <typename Member>
Row path(std::string name, std::string help, Member member) {
  return {std::move(name), std::move(help),
          [=](Settings& settings, const std::string& text) -> Problem {
            if (text.empty()) return "不能为空 (give a path)";
            member(settings) = text;
            return {};
          },
          [=](const Settings& settings) {
            Settings copy = settings;
            return member(copy).string();
          }};
}

template <typename Member>
Row duration(std::string name, std::string help, Member member, long long low, long long high) {
  return {std::move(name), std::move(help),
          [=](Settings& settings, const std::string& text) -> Problem {
            const auto value = number<long long>(text);
            if (!value || *value < low || *value > high) return out_of_range(low, high);
            auto& target = member(settings);
            target = std::remove_reference_t<decltype(target)>(*value);
            return {};
          },
          [=](const Settings& settings) {
            Settings copy = settings;
            return std::to_string(member(copy).count());
          }};
}

Problem set_listen(Settings& settings, const std::string& text) {
  const auto colon = text.rfind(':');
  const auto port = colon == std::string::npos ? std::nullopt : number<std::uint16_t>(text.substr(colon + 1));
  if (!port || colon == 0) return "应写作 地址:端口，如 127.0.0.1:8080 (write address:port, such as 127.0.0.1:8080)";
  settings.http.address = text.substr(0, colon);
  settings.http.port = *port;
  return {};
}

constexpr std::array<std::string_view, 4> level_names = {"debug", "info", "warn", "error"};

Problem set_level(Settings& settings, const std::string& text) {
  const auto found = std::ranges::find(level_names, text);
  if (found == level_names.end()) return "应为 debug、info、warn 或 error (give debug, info, warn or error)";
  settings.log_level = static_cast<log::Level>(found - level_names.begin());
  return {};
}

const std::vector<Row>& rows() {
  static const std::vector<Row> table = {
      {"listen", "address and port of the HTTP door", set_listen,
       [](const Settings& s) { return fmt::format("{}:{}", s.http.address, s.http.port); }},
      path("data", "the data directory", [](Settings& s) -> auto& { return s.data; }),
      path("workflows", "directory of workflow definitions", [](Settings& s) -> auto& { return s.workflows; }),
      path("calendar", "days off and make-up working days", [](Settings& s) -> auto& { return s.calendar; }),
      path("directory", "users, roles and units of the org", [](Settings& s) -> auto& { return s.directory; }),
      {"log_level", "debug, info, warn or error", set_level,
       [](const Settings& s) { return std::string(level_names[static_cast<std::size_t>(s.log_level)]); }},
      count(
          "http_threads", "threads of the HTTP door", [](Settings& s) -> auto& { return s.http.threads; }, 1, 64),
      count(
          "reader_threads", "threads for searches and histories",
          [](Settings& s) -> auto& { return s.http.reader_threads; }, 1, 64),
      count(
          "connections_max", "open connections; accepting pauses beyond",
          [](Settings& s) -> auto& { return s.http.connections_max; }, 1, 100'000),
      count(
          "connections_per_ip_max", "open connections of one address",
          [](Settings& s) -> auto& { return s.http.connections_per_ip_max; }, 1, 100'000),
      count(
          "header_bytes_max", "bytes of a request header (431)",
          [](Settings& s) -> auto& { return s.http.header_bytes_max; }, 1024, 1'048'576),
      count(
          "body_bytes_max", "bytes of a request body (413)", [](Settings& s) -> auto& { return s.http.body_bytes_max; },
          1024, 16'777'216),
      duration(
          "header_wait_max_ms", "time for a header to arrive (408)",
          [](Settings& s) -> auto& { return s.http.header_wait_max; }, 50, 600'000),
      duration(
          "body_wait_max_ms", "time for a body to arrive, plus 1 s per 64 kB (408)",
          [](Settings& s) -> auto& { return s.http.body_wait_max; }, 50, 600'000),
      duration(
          "idle_max_ms", "time a connection may idle", [](Settings& s) -> auto& { return s.http.idle_max; }, 50,
          3'600'000),
      duration(
          "drain_max_ms", "time for requests in flight when stopping",
          [](Settings& s) -> auto& { return s.http.drain_max; }, 0, 600'000),
      count(
          "mailbox_max", "commands waiting for the writer (503 beyond)",
          [](Settings& s) -> auto& { return s.engine.partition.mailbox_max; }, 1, 1'000'000),
      count(
          "batch_max", "commands of one commit", [](Settings& s) -> auto& { return s.engine.partition.batch_max; }, 1,
          10'000),
      count(
          "cases_max", "cases kept at hand in memory", [](Settings& s) -> auto& { return s.engine.writer.cases_max; },
          1, 10'000'000),
      count(
          "case_bytes_max", "bytes of one case row (409 beyond)",
          [](Settings& s) -> auto& { return s.engine.writer.case_bytes_max; }, 512, 16'777'216),
      duration(
          "idempotency_window_hours", "how long an Idempotency-Key keeps its answer",
          [](Settings& s) -> auto& { return s.engine.writer.idempotency_window; }, 1, 24 * 365),
      count(
          "block_cache_mib", "memory for reads", [](Settings& s) -> auto& { return s.rocksdb.block_cache_bytes; }, 1,
          1'000'000, 1024 * 1024),
      count(
          "memtable_mib", "memory for writes", [](Settings& s) -> auto& { return s.rocksdb.memtable_bytes; }, 1,
          1'000'000, 1024 * 1024),
      count(
          "wal_max_mib", "write-ahead log on disk", [](Settings& s) -> auto& { return s.rocksdb.wal_bytes_max; }, 1,
          1'000'000, 1024 * 1024),
  };
  return table;
}

const Row* find_row(const std::string& name) {
  const auto found = std::ranges::find(rows(), name, &Row::name);
  return found == rows().end() ? nullptr : &*found;
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
  for (auto* relative : {&settings.data, &settings.workflows, &settings.calendar, &settings.directory}) {
    if (relative->is_relative()) *relative = (base / *relative).lexically_normal();
  }
}

}  // namespace

std::vector<SettingName> setting_names() {
  std::vector<SettingName> names;
  for (const auto& row : rows()) names.push_back({row.name, row.help});
  return names;
}

Texts from_environment() {
  Texts texts;
  for (const auto& row : rows()) {
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
  settings.rocksdb.directory = settings.data;
  settings.rocksdb.idempotency_window = settings.engine.writer.idempotency_window;
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return settings;
}

std::string show(const Settings& settings) {
  std::string text;
  for (const auto& row : rows()) text += fmt::format("{} = {}\n", row.name, row.show(settings));
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

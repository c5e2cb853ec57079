#include "config/row.hpp"

namespace docket::config {
namespace {

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

std::vector<std::string> items_of(const std::string& text) {
  std::vector<std::string> items;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find(',', at), text.size());
    if (end > at) items.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return items;
}

Problem set_networks(Settings& settings, const std::string& text) {
  auto networks = items_of(text);
  if (const auto parsed = webhook::Addresses::parse(networks); !parsed)
    return parsed.error() + " 不是网段，如 10.20.0.0/16 (is no network, such as 10.20.0.0/16)";
  settings.webhook.allowed = std::move(networks);
  return {};
}

Problem set_retry(Settings& settings, const std::string& text) {
  webhook::Schedule schedule;
  for (const auto& wait : items_of(text)) {
    const auto read = model::read_wait(wait);
    if (!read) return wait + " 不是时间，如 5s、30m、2h、1d (is no time, such as 5s, 30m, 2h, 1d)";
    schedule.push_back(*read);
  }
  if (schedule.empty()) return "请至少写一个间隔，如 5s,5m,30m (give one interval at least, such as 5s,5m,30m)";
  settings.webhook.retry = std::move(schedule);
  return {};
}

std::string retry_text(const Settings& settings) {
  std::string text;
  for (const auto wait : settings.webhook.retry) text += (text.empty() ? "" : ",") + model::wait_text(wait);
  return text;
}

Problem set_failing_max(Settings& settings, const std::string& text) {
  const auto read = model::read_wait(text);
  if (!read) return text + " 不是时间，如 120h、5d (is no time, such as 120h, 5d)";
  settings.webhook.failing_max = *read;
  return {};
}

Problem set_public_url(Settings& settings, const std::string& text) {
  const auto url = text.ends_with('/') ? text.substr(0, text.size() - 1) : text;
  if (!url.empty() && !parse_hook_url(url))
    return text + " 不是网址，如 https://docket.example.org (is no address, such as https://docket.example.org)";
  settings.webhook.public_url = url;
  return {};
}

std::vector<Row> own_rows() {
  return {
      {"listen", "address and port of the HTTP door", set_listen,
       [](const Settings& s) { return fmt::format("{}:{}", s.http.address, s.http.port); }},
      path("data", "the data directory", [](Settings& s) -> auto& { return s.data; }),
      path("vault_key_file", "the master key, outside the data directory; default: the directory's name and .key",
           [](Settings& s) -> auto& { return s.vault_key_file; }),
      path("workflows", "directory of workflow definitions", [](Settings& s) -> auto& { return s.workflows; }),
      path("ledgers", "how spreadsheets are imported; empty: not at all",
           [](Settings& s) -> auto& { return s.ledgers; }),
      path("queues", "saved filters over cases; empty: none", [](Settings& s) -> auto& { return s.queues; }),
      path("calendar", "days off and make-up working days", [](Settings& s) -> auto& { return s.calendar; }),
      path("directory", "users, roles and units of the org", [](Settings& s) -> auto& { return s.directory; }),
      {"log_level", "debug, info, warn or error", set_level,
       [](const Settings& s) { return std::string(level_names[static_cast<std::size_t>(s.log_level)]); }},
      {"hooks_allow", "networks that web hooks may reach though not public: 10.20.0.0/16,fd00::/8", set_networks,
       [](const Settings& s) { return fmt::format("{}", fmt::join(s.webhook.allowed, ",")); }},
      {"hooks_retry", "after which waits a web hook is told again; then an event is given up", set_retry, retry_text},
      {"hooks_failing_max", "a web hook that only fails for so long is paused", set_failing_max,
       [](const Settings& s) { return model::wait_text(s.webhook.failing_max); }},
      {"public_url", "where people open cases in a browser, for links in chat groups; empty: no links", set_public_url,
       [](const Settings& s) { return s.webhook.public_url; }},
      path("hooks_ca_file", "certificates that web hooks trust beside the system's, PEM; empty: none",
           [](Settings& s) -> auto& { return s.webhook.limits.ca_file; }),
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
      count(
          "intake_max", "cases opened with one intake token in 10 minutes (429 beyond)",
          [](Settings& s) -> auto& { return s.http.intake_max; }, 1, 1'000'000),
      count(
          "wrong_codes_max", "wrong query codes of one address or one case in 10 minutes (429 beyond)",
          [](Settings& s) -> auto& { return s.http.wrong_codes_max; }, 1, 1'000'000),
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
          "heartbeat_ms", "silence of a stream before a sign of life",
          [](Settings& s) -> auto& { return s.http.heartbeat_every; }, 50, 600'000),
      count(
          "streams_max", "streams open at once (503 beyond)", [](Settings& s) -> auto& { return s.http.streams_max; },
          1, 100'000),
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
}

}  // namespace

const std::vector<Row>& all_rows() {
  static const std::vector<Row> rows = [] {
    auto made = own_rows();
    for (auto& row : kafka_rows()) made.push_back(std::move(row));
    return made;
  }();
  return rows;
}

}  // namespace docket::config

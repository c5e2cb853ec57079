#include <fstream>

#include "config/row.hpp"

namespace docket::config {
namespace {

constexpr std::array<std::string_view, 4> securities = {"plaintext", "ssl", "sasl_plaintext", "sasl_ssl"};
constexpr std::array<std::string_view, 3> mechanisms = {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"};
constexpr std::array<std::string_view, 2> compressions = {"none", "gzip"};
constexpr std::array<std::string_view, 2> modes = {"binary", "structured"};

// A secret: never shown, and better not on a command line.
Problem set_password(Settings& settings, const std::string& text) {
  settings.kafka.password = text;
  return {};
}

Problem set_password_file(Settings& settings, const std::string& file) {
  std::ifstream in(file);
  if (!std::getline(in, settings.kafka.password)) return "文件不存在或为空 (the file is missing or empty)";
  while (settings.kafka.password.ends_with('\r')) settings.kafka.password.pop_back();
  return {};
}

std::string shown_password(const Settings& settings) { return settings.kafka.password.empty() ? "" : "(已设置 set)"; }

}  // namespace

std::vector<Row> kafka_rows() {
  return {
      text("kafka_brokers", "host:port,… of the Kafka brokers; empty: nothing is published",
           [](Settings& s) -> auto& { return s.kafka.brokers; }),
      text("kafka_topic", "the topic of case events", [](Settings& s) -> auto& { return s.kafka.topic; }),
      text("kafka_transactional_id", "how the transactional id begins; the data directory adds its own part",
           [](Settings& s) -> auto& { return s.kafka.transactional_id; }),
      choice(
          "kafka_security", "plaintext, ssl, sasl_plaintext or sasl_ssl",
          [](Settings& s) -> auto& { return s.kafka.security; }, securities),
      path("kafka_ca_file", "certificates to trust, PEM; empty: the system's",
           [](Settings& s) -> auto& { return s.kafka.ca_file; }),
      choice(
          "kafka_sasl", "PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512", [](Settings& s) -> auto& { return s.kafka.sasl; },
          mechanisms),
      text("kafka_user", "whom to log in as", [](Settings& s) -> auto& { return s.kafka.user; }),
      {"kafka_password", "its password; better DOCKET_KAFKA_PASSWORD_FILE", set_password, shown_password},
      {"kafka_password_file", "a file whose first line is the password", set_password_file, nullptr},
      choice(
          "kafka_compression", "none or gzip", [](Settings& s) -> auto& { return s.kafka.compression; }, compressions),
      choice(
          "kafka_mode", "CloudEvents in binary or structured mode", [](Settings& s) -> auto& { return s.kafka.mode; },
          modes),
      list("kafka_types", "event types to publish, `*` for any characters; empty: all",
           [](Settings& s) -> auto& { return s.kafka.types; }),
      list("kafka_orgs", "orgs whose events to publish; empty: all", [](Settings& s) -> auto& { return s.kafka.orgs; }),
      count(
          "kafka_batch_max", "events of one transaction", [](Settings& s) -> auto& { return s.kafka.batch_max; }, 1,
          100'000),
      count(
          "kafka_batch_kib_max", "size of one transaction",
          [](Settings& s) -> auto& { return s.kafka.batch_bytes_max; }, 1, 65'536, 1024),
      count(
          "kafka_lag_max", "events behind before /readyz says degraded",
          [](Settings& s) -> auto& { return s.kafka.lag_max; }, 1, 1'000'000'000),
      duration(
          "kafka_transaction_max_ms", "time for publishing one transaction, and again for committing it",
          [](Settings& s) -> auto& { return s.kafka.transaction_max; }, 1'000, 400'000),
      duration(
          "kafka_pause_max_ms", "longest pause between attempts",
          [](Settings& s) -> auto& { return s.kafka.pause_max; }, 200, 600'000),
      duration(
          "kafka_drain_max_ms", "time to publish what is left when stopping",
          [](Settings& s) -> auto& { return s.kafka.drain_max; }, 0, 600'000),
  };
}

}  // namespace docket::config

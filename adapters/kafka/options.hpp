// What an operator may choose about the topic of case events. Values. Off while `brokers` is empty.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace docket::kafka {

enum class Security { plaintext, ssl, sasl_plaintext, sasl_ssl };
enum class Sasl { plain, scram_sha_256, scram_sha_512 };
enum class Compression { none, gzip };
enum class Mode { binary, structured };  // CloudEvents: attributes as headers, or one JSON object

struct Options {
  std::string brokers;  // host:port,… ; empty: nothing is published
  std::string topic = "docket.case-events";
  std::string transactional_id = "docket";  // a second process with it fences the first
  Security security = Security::plaintext;
  std::filesystem::path ca_file;  // whom to trust; empty: the system's certificates
  Sasl sasl = Sasl::plain;
  std::string user;
  std::string password;
  Compression compression = Compression::none;
  Mode mode = Mode::binary;
  std::vector<std::string> types;  // event types to publish, `*` for any characters; empty: all
  std::vector<std::string> orgs;   // whose events; empty: all

  std::size_t batch_max = 1000;                       // events in one transaction
  std::size_t batch_bytes_max = 1024 * 1024;          // of their data; one larger event goes alone
  std::size_t lag_max = 10'000;                       // events behind before the follower is called degraded
  std::chrono::milliseconds transaction_max{15'000};  // for publishing, and again for committing
  std::chrono::milliseconds answer_max{5'000};        // for one answer of a broker
  std::chrono::milliseconds pause_min{200};           // after a failure; doubled each time …
  std::chrono::milliseconds pause_max{15'000};        // … up to here, with jitter
  std::chrono::milliseconds watch_every{10'000};      // at idle: does the topic still end where we left it?
  std::chrono::milliseconds drain_max{5'000};         // for what is left to publish when the process stops
};

inline bool enabled(const Options& options) { return !options.brokers.empty(); }

}  // namespace docket::kafka

// What an operator may choose about the door: where it stands and where every queue, size and wait ends.
// Values.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace docket::http {

struct Options {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;            // 0: any free one, start() tells which
  int threads = 1;                      // each with its own io_context; a connection stays on one
  int reader_threads = 1;               // searches, histories and past moments run here
  std::vector<std::string> hosts = {};  // names in Host, without port; empty: any well-formed one

  std::size_t header_bytes_max = 16 * 1024;           // → 431
  std::size_t header_fields_max = 100;                // → 431
  std::size_t target_bytes_max = 8 * 1024;            // → 414
  std::size_t body_bytes_max = 1024 * 1024;           // → 413
  std::size_t connections_max = 1024;                 // accepting pauses until one ends
  std::size_t connections_per_ip_max = 256;           // → 503 and closed
  std::size_t requests_per_connection_max = 100'000;  // `Connection: close` on the last
  std::size_t reads_waiting_max = 256;                // on the reader pool → 503
  std::size_t import_max = 2'000;                     // lines of one ledger → 400
  std::size_t bulk_max = 100;                         // cases in one request → 400
  std::size_t page_max = 200;                         // cases in one page → 400
  std::size_t events_max = 1000;                      // events in one page → 400
  std::size_t streams_max = 256;                      // open at once → 503
  std::size_t events_scan_max = 10'000;  // records looked at for one page of filtered events; `next` goes on

  std::size_t intake_max = 30;       // cases opened with one intake token in `limit_window` → 429
  std::size_t wrong_codes_max = 10;  // wrong query codes from one address, or for one case, in it → 429
  std::chrono::seconds limit_window{60 * 10};

  using Duration = std::chrono::milliseconds;
  Duration header_wait_max = std::chrono::seconds(5);     // from the first byte → 408
  Duration body_wait_max = std::chrono::seconds(5);       // plus a second for each 64 kB → 408
  Duration idle_max = std::chrono::seconds(30);           // between requests → closed
  Duration write_wait_max = std::chrono::seconds(30);     // → closed
  Duration answer_wait_max = std::chrono::seconds(30);    // for the engine or the reader pool → 503
  Duration heartbeat_every = std::chrono::seconds(15);    // on a stream where nothing happens
  Duration age_max = std::chrono::minutes(10);            // `Connection: close` on the next answer
  Duration linger_max = std::chrono::seconds(2);          // reads on after a refusal, so that the peer sees the answer
  Duration drain_max = std::chrono::seconds(10);          // stop() waits this long for requests in flight
  Duration sweep_every = std::chrono::milliseconds(250);  // how often the reaper looks at the clocks above
};

}  // namespace docket::http

// What one run of the load generator does.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

namespace docket::load {

enum class Mode { get, walks };

struct Options {
  Mode mode = Mode::get;
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;
  std::string path = "/livez";
  std::map<std::string, std::string> tokens;  // role → token; walks need clerk and deputy, a page is read as the clerk
  std::string assignee = "deputy-wang";       // the user behind the deputy's token
  bool keys = false;                          // an Idempotency-Key on every write
  int connections = 1;
  int leave = 0;  // one case of so many is left when it is resolved; 0: none
  std::chrono::duration<double> seconds{5};
  std::chrono::duration<double> warmup{1};
  double rate = 0;  // requests per second, open loop; 0: closed loop
};

}  // namespace docket::load

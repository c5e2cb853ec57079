// The door of the process: binds, runs its threads, answers until stopped. What is asked stands in
// routes.cpp, what an operator may choose in options.hpp.
//
//   Server server(services, options);
//   auto port = server.start();
//   …
//   server.stop();
//
// start and stop from one thread. stop() before the engine's: requests in flight still need its answers. The
// services outlive the server.
#pragma once

#include <cstdint>
#include <memory>

#include "adapters/http/options.hpp"
#include "adapters/http/services.hpp"

namespace docket::http {

class Server {
 public:
  Server(Services services, Options options);
  ~Server();  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // The port it listens on. An error when the port is taken, the address is no address, an option is out of
  // its range.
  Result<std::uint16_t> start();

  // Stops accepting, lets requests in flight finish with `Connection: close`, at most for Options::drain_max.
  void stop();

 private:
  struct Running;
  std::unique_ptr<Running> running_;
};

}  // namespace docket::http

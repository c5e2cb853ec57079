// Takes connections and hands each to a worker, in turn. At the cap it stops accepting — clients wait in the
// kernel's queue — until a connection has ended; an address that holds its share already gets one sentence
// and is closed.
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <vector>

#include "adapters/http/worker.hpp"
#include "engine/base/error.hpp"

namespace docket::http {

// Lives on the first worker's thread; `workers` and `guests` outlive it.
class Listener {
 public:
  Listener(const std::vector<std::shared_ptr<Worker>>& workers, std::shared_ptr<Guests> guests);

  Result<std::uint16_t> bind(const std::string& address, std::uint16_t port);  // the port it got
  Awaitable<void> run();
  void close();  // any thread

 private:
  using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
  void turn_away(Socket& socket);

  const std::vector<std::shared_ptr<Worker>>& workers_;
  std::shared_ptr<Guests> guests_;
  Acceptor acceptor_;
  std::size_t next_ = 0;
  bool closed_ = false;
};

}  // namespace docket::http

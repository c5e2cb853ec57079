// One accepted socket with everything its requests use again: buffers, parsed header, waiting place. It lives
// on one worker's thread; the session's coroutine owns it, the reaper looks at its clock.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <list>
#include <string>

#include "adapters/http/parser.hpp"
#include "adapters/http/pending.hpp"

namespace docket::http {

class Worker;

using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;

// Which clock runs: what the reaper does when it runs out depends on it.
enum class Phase { idle, header, body, handling, writing, lingering };

struct Connection {
  using Instant = Pending::Instant;

  Connection(Worker& on, Socket accepted, std::string address, std::size_t buffer_max);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void enter(Phase next, Instant::duration wait);
  Awaitable<bool> send(std::string_view bytes);  // false: the peer is gone, or too slow

  Worker& worker;
  Socket socket;
  std::string peer;  // for the limit per address; never logged with a request
  Pending pending;
  boost::beast::flat_buffer buffer;
  Memory memory;
  std::string out;
  std::string request_id;
  Phase phase = Phase::idle;
  Instant deadline;
  Instant born;
  std::size_t requests = 0;
  bool expired = false;  // the reaper has cancelled what the session was waiting for
  std::list<Connection*>::iterator place;
};

}  // namespace docket::http

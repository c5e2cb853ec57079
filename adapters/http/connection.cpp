#include "adapters/http/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/write.hpp>

#include "adapters/http/worker.hpp"

namespace docket::http {

Connection::Connection(Worker& on, Socket accepted, std::string address, std::size_t buffer_max)
    : worker(on),
      socket(std::move(accepted)),
      peer(std::move(address)),
      pending(on.context().get_executor(), on.weak()),
      buffer(buffer_max),
      born(std::chrono::steady_clock::now()),
      place(on.enlist(*this)) {
  deadline = born + on.app().options.idle_max;
}

Connection::~Connection() { worker.delist(*this); }

void Connection::enter(Phase next, Instant::duration wait) {
  phase = next;
  deadline = std::chrono::steady_clock::now() + wait;
}

// Most answers fit into the socket's buffer: then nobody waits.
Awaitable<bool> Connection::send(std::string_view bytes) {
  boost::system::error_code now;
  const auto sent = socket.write_some(asio::buffer(bytes.data(), bytes.size()), now);
  if (!now && sent == bytes.size()) co_return true;
  if (now && now != asio::error::would_block && now != asio::error::try_again) co_return false;
  const auto rest = asio::buffer(bytes.data() + sent, bytes.size() - sent);
  const auto [error, size] = co_await asio::async_write(socket, rest, asio::as_tuple(Token()));
  co_return !error;
}

}  // namespace docket::http

#include "adapters/http/listener.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>

#include "adapters/http/compose.hpp"
#include "adapters/http/problem.hpp"
#include "engine/base/log.hpp"

namespace docket::http {
namespace {

using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

constexpr auto pause_at_cap = std::chrono::milliseconds(20);

std::string where(const std::string& address, std::uint16_t port) { return address + ":" + std::to_string(port); }

}  // namespace

Listener::Listener(const std::vector<std::shared_ptr<Worker>>& workers, std::shared_ptr<Guests> guests)
    : workers_(workers), guests_(std::move(guests)), acceptor_(workers.front()->context().get_executor()) {}

Result<std::uint16_t> Listener::bind(const std::string& address, std::uint16_t port) {
  boost::system::error_code error;
  const auto ip = asio::ip::make_address(address, error);
  if (error)
    return fail(
        Errc::invalid_config,
        "监听地址 " + address +
            " 不是 IP 地址，请写如 127.0.0.1。 The listen address is no IP address: give one such as 127.0.0.1.");
  const asio::ip::tcp::endpoint endpoint(ip, port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error == asio::error::address_in_use) {
    return fail(Errc::in_use, where(address, port) +
                                  " 已被另一个进程占用，请停止它或换一个端口。 It is in use by another process: stop "
                                  "it or choose another port.");
  }
  if (error) return fail(Errc::invalid_config, "cannot listen on " + where(address, port) + ": " + error.message());
  return acceptor_.local_endpoint().port();
}

Awaitable<void> Listener::run() {
  Timer timer(workers_.front()->context().get_executor());
  while (!closed_) {
    if (guests_->full()) {
      timer.expires_after(pause_at_cap);
      co_await timer.async_wait(asio::as_tuple(Token()));
      continue;
    }
    auto& worker = *workers_[next_++ % workers_.size()];
    Socket socket(worker.context().get_executor());
    const auto [error] = co_await acceptor_.async_accept(socket, asio::as_tuple(Token()));
    if (closed_) co_return;
    if (error) {
      // Out of descriptors, or the peer has gone already: look again in a moment.
      log::warn("accepting a connection failed", {{"error", error.message()}});
      timer.expires_after(pause_at_cap);
      co_await timer.async_wait(asio::as_tuple(Token()));
      continue;
    }
    boost::system::error_code gone;
    const auto peer = socket.remote_endpoint(gone);
    if (gone) continue;
    auto address = peer.address().to_string();
    if (!guests_->enter(address)) {
      turn_away(socket);
      continue;
    }
    asio::post(worker.context(), [&worker, socket = std::move(socket), address = std::move(address)]() mutable {
      worker.adopt(std::move(socket), std::move(address));
    });
  }
}

void Listener::turn_away(Socket& socket) {
  std::string id;
  auto& worker = *workers_.front();
  worker.next_request_id(id);
  std::string bytes;
  compose(bytes, answer(problem(Reason::overloaded), id),
          {.date = worker.date(), .request_id = id, .keep_alive = false});
  boost::system::error_code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(bytes), ignored);
  socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

void Listener::close() {
  asio::post(workers_.front()->context(), [this] {
    closed_ = true;
    boost::system::error_code ignored;
    acceptor_.close(ignored);
  });
}

}  // namespace docket::http

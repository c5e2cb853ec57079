#include "adapters/http/reaper.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>

namespace docket::http {
namespace {

using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

void look_at(Connection& connection, Pending::Instant now) {
  connection.pending.expire(now);
  if (connection.phase == Phase::handling || now < connection.deadline || connection.expired) return;
  // The session wakes with `operation_aborted`, sees the flag and says goodbye as its phase asks.
  connection.expired = true;
  boost::system::error_code ignored;
  connection.socket.cancel(ignored);
}

}  // namespace

Awaitable<void> reap(Worker& worker) {
  Timer timer(worker.context().get_executor());
  for (;;) {
    timer.expires_after(worker.app().options.sweep_every);
    const auto [error] = co_await timer.async_wait(asio::as_tuple(Token()));
    if (error) co_return;
    const auto now = std::chrono::steady_clock::now();
    for (auto* connection : worker.connections_) look_at(*connection, now);
  }
}

}  // namespace docket::http

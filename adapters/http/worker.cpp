#include "adapters/http/worker.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <charconv>
#include <cstdio>
#include <exception>

#include "adapters/http/reaper.hpp"
#include "adapters/http/session.hpp"
#include "engine/base/ensure.hpp"

namespace docket::http {
namespace {

std::string http_date(std::time_t instant) {
  static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc{};
  gmtime_r(&instant, &utc);
  char text[40];
  const int size =
      std::snprintf(text, sizeof(text), "%s, %02d %s %04d %02d:%02d:%02d GMT", days[utc.tm_wday], utc.tm_mday,
                    months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
  return {text, static_cast<std::size_t>(size)};
}

// A loop that ends with an exception is a bug of ours: without its reaper or session a worker guards nothing.
auto stop_on_failure(const char* what) {
  return [what](std::exception_ptr failure) { ENSURE(!failure, what); };
}

}  // namespace

Worker::Worker(std::shared_ptr<App> app, std::shared_ptr<Guests> guests)
    : app_(std::move(app)), guests_(std::move(guests)) {
  char prefix[32];
  std::snprintf(prefix, sizeof(prefix), "req_%016llx-", static_cast<unsigned long long>(app_->services.random.next()));
  id_prefix_ = prefix;
}

Worker::~Worker() { join(); }

void Worker::start() {
  asio::co_spawn(context_.get_executor(), reap(*this), stop_on_failure("the reaper of connections has failed"));
  thread_ = std::thread([this] { context_.run(); });
}

void Worker::retire() {
  asio::post(context_.get_executor(), [this] {
    retiring_ = true;
    for (auto* connection : connections_) {
      if (connection->phase == Phase::idle) connection->socket.cancel();
    }
  });
}

void Worker::join() {
  context_.stop();
  if (thread_.joinable()) thread_.join();
  // A coroutine that waits for the engine owns its connection, which owns the waiting: cut the circle here.
  const auto waiting = connections_;
  for (auto* connection : waiting) {
    boost::system::error_code ignored;
    connection->socket.close(ignored);
    connection->pending.abandon();
  }
}

void Worker::adopt(Socket socket, std::string address) {
  boost::system::error_code ignored;
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket.non_blocking(true, ignored);
  const auto& options = app_->options;
  const auto buffer_max = std::max<std::size_t>(options.header_bytes_max + 1024, 64 * 1024);
  auto connection = std::make_unique<Connection>(*this, std::move(socket), std::move(address), buffer_max);
  asio::co_spawn(context_.get_executor(), run_session(std::move(connection)), stop_on_failure("a session has failed"));
}

std::list<Connection*>::iterator Worker::enlist(Connection& connection) {
  app_->traffic.connected(1);
  return connections_.insert(connections_.end(), &connection);
}

void Worker::delist(Connection& connection) {
  connections_.erase(connection.place);
  app_->traffic.connected(-1);
  guests_->leave(connection.peer);
}

std::string_view Worker::date() {
  const auto now = std::time(nullptr);
  if (now != date_of_) {
    date_of_ = now;
    date_ = http_date(now);
  }
  return date_;
}

void Worker::next_request_id(std::string& out) {
  char digits[24];
  const auto [end, error] = std::to_chars(digits, digits + sizeof(digits), ++id_count_, 16);
  out.assign(id_prefix_).append(digits, end);
}

}  // namespace docket::http

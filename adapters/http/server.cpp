#include "adapters/http/server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <chrono>
#include <exception>
#include <thread>

#include "adapters/http/listener.hpp"
#include "engine/base/ensure.hpp"

namespace docket::http {
namespace {

Result<void> check(const Options& options) {
  if (options.threads < 1 || options.threads > 64) return fail(Errc::invalid_config, "http threads must be 1 to 64");
  if (options.reader_threads < 1 || options.reader_threads > 64) {
    return fail(Errc::invalid_config, "http reader_threads must be 1 to 64");
  }
  if (options.header_bytes_max < 1024 || options.header_fields_max < 8) {
    return fail(Errc::invalid_config, "http header_bytes_max must be at least 1024, header_fields_max at least 8");
  }
  if (options.target_bytes_max < 256 || options.body_bytes_max < 1024) {
    return fail(Errc::invalid_config, "http target_bytes_max must be at least 256, body_bytes_max at least 1024");
  }
  if (options.connections_max < 1 || options.connections_per_ip_max < 1 || options.requests_per_connection_max < 1) {
    return fail(Errc::invalid_config, "http connection limits must be at least 1");
  }
  return {};
}

}  // namespace

struct Server::Running {
  Running(Services services, Options options)
      : app(std::make_shared<App>(std::move(services), std::move(options), all_routes())),
        guests(std::make_shared<Guests>(app->options.connections_max, app->options.connections_per_ip_max)) {}

  std::shared_ptr<App> app;
  std::shared_ptr<Guests> guests;
  std::vector<std::shared_ptr<Worker>> workers;
  std::unique_ptr<Listener> listener;
  bool stopped = false;
};

Server::Server(Services services, Options options)
    : running_(std::make_unique<Running>(std::move(services), std::move(options))) {}

Server::~Server() { stop(); }

Result<std::uint16_t> Server::start() {
  auto& running = *running_;
  if (const auto valid = check(running.app->options); !valid) return std::unexpected(valid.error());
  if (const auto ruled = running.app->router.check(); !ruled) return std::unexpected(ruled.error());
  const auto& options = running.app->options;
  for (int i = 0; i < options.threads; ++i) {
    running.workers.push_back(std::make_shared<Worker>(running.app, running.guests));
  }
  running.listener = std::make_unique<Listener>(running.workers, running.guests);
  const auto port = running.listener->bind(options.address, options.port);
  if (!port) return std::unexpected(port.error());
  asio::co_spawn(running.workers.front()->context().get_executor(), running.listener->run(),
                 [](std::exception_ptr failure) { ENSURE(!failure, "the listener has failed"); });
  for (const auto& worker : running.workers) worker->start();
  return *port;
}

void Server::stop() {
  auto& running = *running_;
  if (std::exchange(running.stopped, true)) return;
  running.app->stopping = true;
  running.app->services.pulse.stop();  // ends streams and long polls
  if (running.listener) running.listener->close();
  for (const auto& worker : running.workers) worker->retire();
  const auto deadline = std::chrono::steady_clock::now() + running.app->options.drain_max;
  while (!running.workers.empty() && running.guests->count() > 0 && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  for (const auto& worker : running.workers) worker->join();
  running.app->reads.join();
}

}  // namespace docket::http

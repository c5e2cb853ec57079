#include "tools/load/run.hpp"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <memory>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

namespace docket::load {

namespace {

using Clock = std::chrono::steady_clock;

struct Client {
  Client(const Options& options, std::string key_prefix) : walk(options, std::move(key_prefix)) {}
  Connection connection;
  Walk walk;
  Clock::time_point asked;
  bool busy = false;
};

class Loop {
 public:
  explicit Loop(const Options& options) : options_(options), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {}
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop() { ::close(epoll_); }

  Summary run() {
    start_clients();
    while (true) {
      const auto now = Clock::now();
      if (now >= end_) break;
      if (options_.rate > 0) ask_what_is_due(now);
      wait(now);
    }
    summary_.seconds = options_.seconds.count();
    return std::move(summary_);
  }

 private:
  void start_clients() {
    const auto run_id = std::random_device{}();
    for (int i = 0; i < options_.connections; ++i) {
      clients_.push_back(std::make_unique<Client>(options_, fmt::format("load-{:08x}-{}", run_id, i)));
      connect(*clients_.back());
    }
    begin_ = Clock::now();
    warm_ = begin_ + std::chrono::duration_cast<Clock::duration>(options_.warmup);
    end_ = warm_ + std::chrono::duration_cast<Clock::duration>(options_.seconds);
    for (auto& client : clients_) next(*client);
  }

  void connect(Client& client) {
    if (!client.connection.open(options_.host, options_.port)) {
      throw std::runtime_error(fmt::format("cannot connect to {}:{}", options_.host, options_.port));
    }
    watch(client, EPOLL_CTL_ADD);
  }

  void watch(Client& client, int operation) {
    epoll_event event{};
    event.events = EPOLLIN;
    if (client.connection.wants_write()) event.events |= EPOLLOUT;
    event.data.ptr = &client;
    ::epoll_ctl(epoll_, operation, client.connection.descriptor(), &event);
  }

  // Closed loop: ask at once. Open loop: be free for what is due next.
  void next(Client& client) {
    client.busy = false;
    if (options_.rate > 0) {
      idle_.push_back(&client);
      return;
    }
    ask(client, Clock::now());
  }

  void ask_what_is_due(Clock::time_point now) {
    while (!idle_.empty() && due() <= now) {
      auto& client = *idle_.back();
      idle_.pop_back();
      ask(client, due());
      ++asked_count_;
    }
  }

  Clock::time_point due() const {
    const std::chrono::duration<double> offset(static_cast<double>(asked_count_) / options_.rate);
    return begin_ + std::chrono::duration_cast<Clock::duration>(offset);
  }

  void ask(Client& client, Clock::time_point asked) {
    client.busy = true;
    client.asked = asked;
    // A connection that broke shows at the next read, which is where it is counted.
    client.connection.send(client.walk.next_request());
    if (client.connection.wants_write()) watch(client, EPOLL_CTL_MOD);
  }

  void wait(Clock::time_point now) {
    epoll_event events[64];
    const bool sleeping = options_.rate > 0 && !idle_.empty();
    const auto until = sleeping ? std::min(due(), end_) : end_;
    const auto left = std::chrono::duration_cast<std::chrono::nanoseconds>(std::max(until - now, Clock::duration{}));
    const timespec timeout{left.count() / 1'000'000'000, left.count() % 1'000'000'000};
    const int count = ::epoll_pwait2(epoll_, events, 64, &timeout, nullptr);
    for (int i = 0; i < count; ++i) handle(*static_cast<Client*>(events[i].data.ptr), events[i].events);
  }

  void handle(Client& client, std::uint32_t what) {
    if ((what & EPOLLOUT) != 0) {
      client.connection.on_writable();
      if (!client.connection.wants_write()) watch(client, EPOLL_CTL_MOD);
    }
    if ((what & ~std::uint32_t{EPOLLOUT}) == 0) return;
    Response response;
    switch (client.connection.on_readable(response)) {
      case Connection::Read::more:
        return;
      case Connection::Read::broken:
        return broken(client);
      case Connection::Read::answered:
        return answered(client, response);
    }
  }

  void answered(Client& client, const Response& response) {
    const auto now = Clock::now();
    const auto step = client.walk.step();
    const bool expected = client.walk.accept(response);
    if (!expected) ++summary_.errors;
    if (now >= warm_ && now < end_) {
      ++summary_.requests;
      ++summary_.statuses[response.status];
      summary_.latency.record(now - client.asked);
      summary_.steps[step].record(now - client.asked);
    }
    if (response.close) connect(client);
    next(client);
  }

  void broken(Client& client) {
    if (client.busy) {
      ++summary_.errors;
      ++summary_.statuses[0];
      client.walk.abandon();
    }
    connect(client);
    if (client.busy) next(client);
  }

  const Options& options_;
  int epoll_;
  std::vector<std::unique_ptr<Client>> clients_;
  std::vector<Client*> idle_;
  std::uint64_t asked_count_ = 0;
  Clock::time_point begin_, warm_, end_;
  Summary summary_;
};

}  // namespace

Summary run(const Options& options) { return Loop(options).run(); }

}  // namespace docket::load

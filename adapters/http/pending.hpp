// What one connection waits for: an answer from another thread (the engine's writer, the reader pool), or its
// deadline. One at a time, as a connection serves one request at a time. The deadline lies on the waiting,
// never on the work: a late answer finds nobody and is dropped. Lives on the connection's thread; only `done`
// may be called from elsewhere.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "adapters/http/executor.hpp"

namespace docket::http {

class Pending {
 public:
  using Instant = std::chrono::steady_clock::time_point;

  // `owner` owns the io_context: an answer keeps it alive until it is handed over.
  Pending(Executor executor, std::weak_ptr<void> owner) : executor_(std::move(executor)), owner_(std::move(owner)) {}

  // Calls start(done); `done(T)` is called at most once, from any thread. Nothing when the deadline came
  // first.
  template <typename T, typename Start>
  Awaitable<std::optional<T>> wait(Instant deadline, Start start) {
    auto initiate = [this, deadline](auto resume, Start begin) {
      auto waiting = std::make_shared<WaitingFor<T>>();
      waiting->resume = std::move(resume);
      current_ = waiting;
      deadline_ = deadline;
      begin([waiting, executor = executor_, owner = owner_.lock()](T value) mutable {
        asio::post(executor, [waiting = std::move(waiting), value = std::move(value)]() mutable {
          waiting->finish(std::move(value));
        });
      });
    };
    return asio::async_initiate<const Token, void(std::optional<T>)>(std::move(initiate), Token(), std::move(start));
  }

  // By the reaper.
  void expire(Instant now) {
    if (!current_ || now < deadline_) return;
    asio::post(executor_, [waiting = std::exchange(current_, nullptr)] { waiting->give_up(); });
  }

  // By the worker, after its thread has ended: destroys the coroutine that waits here.
  void abandon() {
    if (const auto waiting = std::exchange(current_, nullptr)) waiting->drop();
  }

 private:
  struct Waiting {
    Waiting() = default;
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
    virtual ~Waiting() = default;
    virtual void give_up() = 0;
    virtual void drop() = 0;
  };

  template <typename T>
  struct WaitingFor final : Waiting {
    std::move_only_function<void(std::optional<T>)> resume;

    void finish(std::optional<T> value) {
      auto taken = std::exchange(resume, nullptr);
      if (taken) taken(std::move(value));
    }
    void give_up() override { finish(std::nullopt); }
    void drop() override { const auto taken = std::exchange(resume, nullptr); }
  };

  Executor executor_;
  std::weak_ptr<void> owner_;
  std::shared_ptr<Waiting> current_;
  Instant deadline_;
};

}  // namespace docket::http

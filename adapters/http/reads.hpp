// Reads that may be long run on their own few threads, so that a search never holds up a write. Bounded:
// beyond `reads_waiting_max` a read is refused at once. Work copies what it needs: its request may be gone
// before it runs.
#pragma once

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>

#include "adapters/http/message.hpp"

namespace docket::http {

class Reads {
 public:
  Reads(int threads, std::size_t waiting_max) : pool_(static_cast<std::size_t>(threads)), waiting_max_(waiting_max) {}

  // False: too many wait already; `work` was not taken.
  bool offer(std::move_only_function<void()> work) {
    if (waiting_.fetch_add(1, std::memory_order_relaxed) >= waiting_max_) {
      waiting_.fetch_sub(1, std::memory_order_relaxed);
      return false;
    }
    boost::asio::post(pool_, [this, work = std::move(work)]() mutable {
      work();
      waiting_.fetch_sub(1, std::memory_order_relaxed);
    });
    return true;
  }

  void join() { pool_.join(); }

 private:
  boost::asio::thread_pool pool_;
  const std::size_t waiting_max_;
  std::atomic<std::size_t> waiting_ = 0;
};

}  // namespace docket::http

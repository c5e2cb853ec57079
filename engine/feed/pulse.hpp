// Wakes many who wait for the log to grow: open streams, long polls. Its one thread follows the log's bell for all of
// them, so that the writer rings one bell however many listen, and a burst of commits wakes each of them once.
//
// start before anybody listens; stop before those who listen go. Its bell outlives the engine that rings it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "engine/feed/bell.hpp"

namespace docket::feed {

class Pulse {
 public:
  using Wake = std::move_only_function<void()>;

  Pulse() = default;
  ~Pulse() { stop(); }

  Bell& bell() { return bell_; }
  void start();
  void stop();  // wakes everybody; who listens later is woken at once

  // Any thread. `wake` is called once: when the log has grown beyond `known`, on the pulse's thread, or at once when it
  // has already. Somebody who listens again is woken once, for the later time.
  void listen(const void* who, std::uint64_t known, Wake wake);
  void forget(const void* who);

 private:
  struct Listener {
    std::uint64_t known = 0;
    Wake wake;
  };
  void run();
  void wake_those_behind(std::uint64_t tail);

  Bell bell_;
  std::mutex mutex_;
  std::map<const void*, Listener> listeners_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace docket::feed

#include "engine/feed/pulse.hpp"

#include <utility>
#include <vector>

namespace docket::feed {
namespace {

constexpr std::chrono::milliseconds patience{1000};
constexpr std::chrono::milliseconds gather{20};  // what is committed meanwhile wakes nobody again

}  // namespace

void Pulse::start() {
  thread_ = std::thread([this] { run(); });
}

void Pulse::stop() {
  bell_.interrupt();
  if (thread_.joinable()) thread_.join();
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
  }
  wake_those_behind(UINT64_MAX);
}

void Pulse::listen(const void* who, std::uint64_t known, Wake wake) {
  {
    const std::scoped_lock lock(mutex_);
    // The tail is looked at under the lock that the pulse takes after it has grown: no commit falls in between.
    if (!stopped_ && bell_.tail() <= known) {
      listeners_.insert_or_assign(who, Listener{known, std::move(wake)});
      return;
    }
  }
  wake();
}

void Pulse::forget(const void* who) {
  const std::scoped_lock lock(mutex_);
  listeners_.erase(who);
}

void Pulse::run() {
  std::uint64_t known = 0;
  while (!bell_.interrupted()) {
    bell_.wait(known, patience);
    if (bell_.tail() <= known) continue;
    known = bell_.tail();
    wake_those_behind(known);
    bell_.rest(gather);
  }
}

void Pulse::wake_those_behind(std::uint64_t tail) {
  std::vector<Wake> behind;
  {
    const std::scoped_lock lock(mutex_);
    for (auto at = listeners_.begin(); at != listeners_.end();) {
      if (!stopped_ && at->second.known >= tail) {
        ++at;
        continue;
      }
      behind.push_back(std::move(at->second.wake));
      at = listeners_.erase(at);
    }
  }
  for (auto& wake : behind) wake();
}

}  // namespace docket::feed

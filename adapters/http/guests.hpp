// How many connections are open, in all and from each address. Any thread: connections end on their own.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <string>

namespace docket::http {

class Guests {
 public:
  Guests(std::size_t max, std::size_t per_address_max) : max_(max), per_address_max_(per_address_max) {}

  bool full() const {
    const std::scoped_lock lock(mutex_);
    return count_ >= max_;
  }

  // False: this address has its share already.
  bool enter(const std::string& address) {
    const std::scoped_lock lock(mutex_);
    auto& mine = by_address_[address];
    if (mine >= per_address_max_) return false;
    ++mine;
    ++count_;
    return true;
  }

  void leave(const std::string& address) {
    const std::scoped_lock lock(mutex_);
    --count_;
    const auto found = by_address_.find(address);
    if (--found->second == 0) by_address_.erase(found);
  }

  std::size_t count() const {
    const std::scoped_lock lock(mutex_);
    return count_;
  }

 private:
  const std::size_t max_;
  const std::size_t per_address_max_;
  mutable std::mutex mutex_;
  std::size_t count_ = 0;
  std::map<std::string, std::size_t> by_address_;
};

}  // namespace docket::http

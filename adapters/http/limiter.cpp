#include "adapters/http/limiter.hpp"

namespace docket::http {
namespace {

constexpr std::size_t names_max = 100'000;

}  // namespace

void Limiter::forget_old(Timestamp now) {
  while (!order_.empty() && (order_.front().began + window_ <= now || order_.size() > names_max)) {
    by_name_.erase(order_.front().name);
    order_.pop_front();
  }
}

int Limiter::wait(const std::string& name, Timestamp now) {
  const std::scoped_lock lock(mutex_);
  forget_old(now);
  const auto found = by_name_.find(name);
  if (found == by_name_.end() || found->second->count < max_) return 0;
  const auto left = std::chrono::ceil<std::chrono::seconds>(found->second->began + window_ - now);
  return static_cast<int>(std::max<std::int64_t>(left.count(), 1));
}

void Limiter::happened(const std::string& name, Timestamp now) {
  const std::scoped_lock lock(mutex_);
  forget_old(now);
  const auto found = by_name_.find(name);
  if (found != by_name_.end()) {
    ++found->second->count;
    return;
  }
  order_.push_back({name, now, 1});
  by_name_.emplace(name, std::prev(order_.end()));
}

}  // namespace docket::http

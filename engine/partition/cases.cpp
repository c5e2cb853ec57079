#include "engine/partition/cases.hpp"

namespace docket::partition {

const HeldCase* Cases::find(const model::CaseId& id) {
  const auto found = by_id_.find(id.str());
  if (found == by_id_.end()) return nullptr;
  order_.splice(order_.begin(), order_, found->second);
  return &*found->second;
}

void Cases::put(HeldCase held) {
  const auto found = by_id_.find(held.subject->id.str());
  if (found != by_id_.end()) {
    *found->second = std::move(held);
    order_.splice(order_.begin(), order_, found->second);
    return;
  }
  order_.push_front(std::move(held));
  by_id_.emplace(order_.front().subject->id.str(), order_.begin());
  if (order_.size() <= cases_max_) return;
  by_id_.erase(order_.back().subject->id.str());
  order_.pop_back();
}

void Cases::drop(const model::CaseId& id) {
  const auto found = by_id_.find(id.str());
  if (found == by_id_.end()) return;
  order_.erase(found->second);
  by_id_.erase(found);
}

void Cases::clear() {
  by_id_.clear();
  order_.clear();
}

}  // namespace docket::partition

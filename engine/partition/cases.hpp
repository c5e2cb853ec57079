// The cases a partition has at hand: a bounded cache, least recently used out first, over rows of the store. Holds
// committed cases only. One thread.
#pragma once

#include <list>
#include <optional>
#include <string>
#include <unordered_map>

#include "engine/model/case.hpp"

namespace docket::partition {

class Cases {
 public:
  explicit Cases(std::size_t cases_max) : cases_max_(cases_max) {}

  model::CasePtr find(const model::CaseId& id);  // null when not at hand
  void put(model::CasePtr subject);
  void clear();

 private:
  using Order = std::list<model::CasePtr>;
  std::size_t cases_max_;
  Order order_;  // most recently used first
  std::unordered_map<std::string, Order::iterator> by_id_;
};

}  // namespace docket::partition

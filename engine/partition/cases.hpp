// The cases a partition has at hand: a bounded cache, least recently used out first, over rows of the store.
// Holds committed cases only. One thread.
#pragma once

#include <list>
#include <string>
#include <unordered_map>

#include "engine/model/case.hpp"
#include "engine/model/personal.hpp"
#include "engine/vault/master.hpp"

namespace docket::partition {

// A case with the personal values that its references stand for, and the keys to seal more of them.
struct HeldCase {
  model::CasePtr subject;
  model::PersonalValuesPtr personal;  // null: too many to carry, the vault has them
  vault::RingPtr ring;
};

class Cases {
 public:
  explicit Cases(std::size_t cases_max) : cases_max_(cases_max) {}

  const HeldCase* find(const model::CaseId& id);  // null when not at hand; valid until the next call
  void put(HeldCase held);
  void drop(const model::CaseId& id);
  void clear();

 private:
  using Order = std::list<HeldCase>;
  std::size_t cases_max_;
  Order order_;  // most recently used first
  std::unordered_map<std::string, Order::iterator> by_id_;
};

}  // namespace docket::partition

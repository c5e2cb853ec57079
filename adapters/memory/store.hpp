// The store without a disk: the same contract, for tests, simulation and seeding. Any thread; a mutex of its
// own.
#pragma once

#include <array>
#include <map>
#include <mutex>

#include "engine/journal/store.hpp"

namespace docket::memory {

class Store final : public journal::Store {
 public:
  Result<void> append(const journal::Commit& commit) override;
  Result<void> hint(const journal::Row& row) override { return append({0, {row}}); }
  Result<void> scrub(journal::Family, std::span<const std::string>) override { return {}; }  // erased is gone
  Result<std::optional<std::string>> get(journal::Family family, std::string_view key) const override;
  Result<std::vector<std::optional<std::string>>> get_many(journal::Family family,
                                                           std::span<const std::string> keys) const override;
  Result<std::vector<journal::Entry>> scan(journal::Family family, const journal::Range& range) const override;

 private:
  using Rows = std::map<std::string, std::string, std::less<>>;
  const Rows& rows(journal::Family family) const { return families_[static_cast<std::size_t>(family)]; }

  mutable std::mutex mutex_;
  std::array<Rows, journal::family_count> families_;
};

}  // namespace docket::memory

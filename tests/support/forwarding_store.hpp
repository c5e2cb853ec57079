// A store that passes everything on, for those that change one thing.
#pragma once

#include <memory>
#include <utility>

#include "engine/journal/store.hpp"

namespace docket::test {

class ForwardingStore : public journal::Store {
 public:
  explicit ForwardingStore(journal::Store& below) : below_(below) {}  // outlives this
  explicit ForwardingStore(std::unique_ptr<journal::Store> below) : owned_(std::move(below)), below_(*owned_) {}

  Result<void> append(const journal::Commit& commit) override { return below_.append(commit); }
  Result<void> hint(const journal::Row& row) override { return below_.hint(row); }
  Result<void> scrub(journal::Family family, std::span<const std::string> keys) override {
    return below_.scrub(family, keys);
  }
  std::optional<Error> failure() const override { return below_.failure(); }
  Result<std::optional<std::string>> get(journal::Family family, std::string_view key) const override {
    return below_.get(family, key);
  }
  Result<std::vector<std::optional<std::string>>> get_many(journal::Family family,
                                                           std::span<const std::string> keys) const override {
    return below_.get_many(family, keys);
  }
  Result<std::vector<journal::Entry>> scan(journal::Family family, const journal::Range& range) const override {
    return below_.scan(family, range);
  }

 private:
  std::unique_ptr<journal::Store> owned_;  // null when somebody else's
  journal::Store& below_;
};

}  // namespace docket::test

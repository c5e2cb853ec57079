// A store that passes everything on, for those that change one thing.
#pragma once

#include <memory>
#include <utility>

#include "engine/journal/store.hpp"

namespace docket::crash {

class ForwardingStore : public journal::Store {
 public:
  explicit ForwardingStore(std::unique_ptr<journal::Store> honest) : honest_(std::move(honest)) {}

  Result<void> append(const journal::Commit& commit) override { return honest_->append(commit); }
  std::optional<Error> failure() const override { return honest_->failure(); }
  Result<std::optional<std::string>> get(journal::Family family, std::string_view key) const override {
    return honest_->get(family, key);
  }
  Result<std::vector<std::optional<std::string>>> get_many(journal::Family family,
                                                           std::span<const std::string> keys) const override {
    return honest_->get_many(family, keys);
  }
  Result<std::vector<journal::Entry>> scan(journal::Family family, const journal::Range& range) const override {
    return honest_->scan(family, range);
  }

 private:
  std::unique_ptr<journal::Store> honest_;
};

}  // namespace docket::crash

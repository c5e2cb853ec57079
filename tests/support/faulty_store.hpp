// A store around another that fails when told to: before the commit reaches it, or after — the caller cannot
// tell which, and that is the point.
#pragma once

#include <optional>

#include "engine/journal/store.hpp"

namespace docket::test {

enum class Fault { before, after };

class FaultyStore final : public journal::Store {
 public:
  explicit FaultyStore(journal::Store& real) : real_(real) {}

  void fail_next(Fault fault) { next_ = fault; }
  std::size_t appends() const { return appends_; }

  Result<void> append(const journal::Commit& commit) override {
    ++appends_;
    const auto fault = std::exchange(next_, std::nullopt);
    if (fault == Fault::before) return fail(Errc::storage_failed, "told to fail before the write");
    if (auto written = real_.append(commit); !written) return written;
    if (fault == Fault::after) return fail(Errc::storage_failed, "told to fail after the write");
    return {};
  }
  Result<std::optional<std::string>> get(journal::Family family, std::string_view key) const override {
    return real_.get(family, key);
  }
  Result<std::vector<std::optional<std::string>>> get_many(journal::Family family,
                                                           std::span<const std::string> keys) const override {
    return real_.get_many(family, keys);
  }
  Result<std::vector<journal::Entry>> scan(journal::Family family, const journal::Range& range) const override {
    return real_.scan(family, range);
  }

 private:
  journal::Store& real_;
  std::optional<Fault> next_;
  std::size_t appends_ = 0;
};

}  // namespace docket::test

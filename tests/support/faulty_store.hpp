// A store around another that fails when told to: before the commit reaches it, or after — the caller cannot
// tell which, and that is the point.
#pragma once

#include <optional>

#include "tests/support/forwarding_store.hpp"

namespace docket::test {

enum class Fault { before, after };

class FaultyStore final : public ForwardingStore {
 public:
  explicit FaultyStore(journal::Store& real) : ForwardingStore(real) {}

  void fail_next(Fault fault) { next_ = fault; }
  void fail_scrubs(bool failing) { scrubs_fail_ = failing; }
  void fail_hints(bool failing) { hints_fail_ = failing; }
  std::size_t appends() const { return appends_; }
  const std::vector<std::string>& scrubbed() const { return scrubbed_; }

  Result<void> append(const journal::Commit& commit) override {
    ++appends_;
    const auto fault = std::exchange(next_, std::nullopt);
    if (fault == Fault::before) return fail(Errc::storage_failed, "told to fail before the write");
    if (auto written = ForwardingStore::append(commit); !written) return written;
    if (fault == Fault::after) return fail(Errc::storage_failed, "told to fail after the write");
    return {};
  }
  Result<void> scrub(journal::Family family, std::span<const std::string> keys) override {
    if (scrubs_fail_) return fail(Errc::storage_failed, "told to fail scrubs");
    scrubbed_.insert(scrubbed_.end(), keys.begin(), keys.end());
    return ForwardingStore::scrub(family, keys);
  }
  Result<void> hint(const journal::Row& row) override {
    if (hints_fail_) return fail(Errc::storage_failed, "told to fail hints");
    return ForwardingStore::hint(row);
  }

 private:
  std::optional<Fault> next_;
  bool hints_fail_ = false;
  bool scrubs_fail_ = false;
  std::vector<std::string> scrubbed_;
  std::size_t appends_ = 0;
};

}  // namespace docket::test

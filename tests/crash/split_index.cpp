#include <chrono>
#include <thread>
#include <utility>

#include "tests/crash/broken_stores.hpp"

namespace docket::crash {

namespace {

using journal::Commit;
using journal::Family;

class SplitIndex final : public journal::Store {
 public:
  explicit SplitIndex(std::unique_ptr<journal::Store> honest) : honest_(std::move(honest)) {}

  Result<void> append(const Commit& commit) override {
    Commit first{commit.tail, {}};
    Commit second;
    for (const auto& row : commit.rows) (row.family == Family::index ? second : first).rows.push_back(row);
    auto written = honest_->append(first);
    if (!written || second.rows.empty()) return written;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return honest_->append(second);
  }

  std::optional<Error> failure() const override { return honest_->failure(); }
  Result<std::optional<std::string>> get(Family family, std::string_view key) const override {
    return honest_->get(family, key);
  }
  Result<std::vector<std::optional<std::string>>> get_many(Family family,
                                                           std::span<const std::string> keys) const override {
    return honest_->get_many(family, keys);
  }
  Result<std::vector<journal::Entry>> scan(Family family, const journal::Range& range) const override {
    return honest_->scan(family, range);
  }

 private:
  std::unique_ptr<journal::Store> honest_;
};

}  // namespace

std::unique_ptr<journal::Store> create_split_index(std::unique_ptr<journal::Store> honest) {
  return std::make_unique<SplitIndex>(std::move(honest));
}

}  // namespace docket::crash

#include <chrono>
#include <thread>
#include <utility>

#include "tests/crash/broken_stores.hpp"
#include "tests/support/forwarding_store.hpp"

namespace docket::crash {

namespace {

using test::ForwardingStore;

class SplitIndex final : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  Result<void> append(const journal::Commit& commit) override {
    journal::Commit first{commit.tail, {}};
    journal::Commit second;
    for (const auto& row : commit.rows) {
      (row.family == journal::Family::index ? second : first).rows.push_back(row);
    }
    auto written = ForwardingStore::append(first);
    if (!written || second.rows.empty()) return written;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return ForwardingStore::append(second);
  }
};

}  // namespace

std::unique_ptr<journal::Store> create_split_index(std::unique_ptr<journal::Store> honest) {
  return std::make_unique<SplitIndex>(std::move(honest));
}

}  // namespace docket::crash

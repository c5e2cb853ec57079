#include <csignal>
#include <utility>

#include "tests/crash/broken_stores.hpp"
#include "tests/support/forwarding_store.hpp"

namespace docket::crash {

namespace {

class KilledBeforeScrub final : public test::ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  Result<void> scrub(journal::Family, std::span<const std::string>) override {
    std::raise(SIGKILL);
    return {};
  }
};

}  // namespace

std::unique_ptr<journal::Store> create_killed_before_scrub(std::unique_ptr<journal::Store> honest) {
  return std::make_unique<KilledBeforeScrub>(std::move(honest));
}

}  // namespace docket::crash

#include <utility>

#include "engine/journal/keys.hpp"
#include "tests/crash/broken_stores.hpp"
#include "tests/support/forwarding_store.hpp"

namespace docket::crash {

namespace {

using test::ForwardingStore;

class ForgottenOutcome final : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  Result<void> append(const journal::Commit& commit) override {
    static const auto outcome_prefix = journal::keys::outcome({}, {}, "").substr(0, 1);
    auto forgetful = commit;
    std::erase_if(forgetful.rows, [](const journal::Row& row) {
      return row.family == journal::Family::meta && row.key.starts_with(outcome_prefix);
    });
    return ForwardingStore::append(forgetful);
  }
};

}  // namespace

std::unique_ptr<journal::Store> create_forgotten_outcome(std::unique_ptr<journal::Store> honest) {
  return std::make_unique<ForgottenOutcome>(std::move(honest));
}

}  // namespace docket::crash

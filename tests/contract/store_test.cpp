#include "adapters/memory/store.hpp"
#include "adapters/rocksdb/store.hpp"
#include "tests/contract/store_contract.hpp"
#include "tests/support/files.hpp"
#include "tests/support/temp_dir.hpp"

namespace docket::journal {
namespace {

struct OnDisk {
  test::TempDir directory;
  std::unique_ptr<rocks::Store> opened = *rocks::Store::open({.directory = directory.path()});
  Store& store() { return *opened; }
  bool holds(std::string_view bytes) const { return !test::files_with(directory.path(), bytes).empty(); }
};

struct InMemory {
  memory::Store opened;
  Store& store() { return opened; }
  bool holds(std::string_view bytes) const {
    for (std::size_t family = 0; family < family_count; ++family)
      for (const auto& row : *opened.scan(static_cast<Family>(family), {"", "\xFF", 1'000'000, false}))
        if (row.value.find(bytes) != std::string::npos) return true;
    return false;
  }
};

using Stores = testing::Types<InMemory, OnDisk>;
INSTANTIATE_TYPED_TEST_SUITE_P(Port, StoreContract, Stores);

}  // namespace
}  // namespace docket::journal

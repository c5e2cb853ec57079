#include "adapters/memory/store.hpp"
#include "adapters/rocksdb/store.hpp"
#include "tests/contract/store_contract.hpp"
#include "tests/support/temp_dir.hpp"

namespace docket::journal {
namespace {

struct OnDisk {
  test::TempDir directory;
  std::unique_ptr<rocks::Store> opened = *rocks::Store::open({.directory = directory.path()});
  Store& store() { return *opened; }
};

struct InMemory {
  memory::Store opened;
  Store& store() { return opened; }
};

using Stores = testing::Types<InMemory, OnDisk>;
INSTANTIATE_TYPED_TEST_SUITE_P(Port, StoreContract, Stores);

}  // namespace
}  // namespace docket::journal

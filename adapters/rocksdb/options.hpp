// How RocksDB 7.8.3, as Debian ships it, is set up for us, and why: each line of options.cpp that is not a
// size avoids a failure that version is known for.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/options.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "adapters/rocksdb/store.hpp"

namespace docket::rocks {

// Set by the listener when a background job fails; read by the store.
struct Failure {
  std::atomic<bool> happened{false};
  std::string detail;  // written once, before `happened`
};

rocksdb::DBOptions database_options(const Options& options, const std::shared_ptr<Failure>& failure);
std::vector<rocksdb::ColumnFamilyDescriptor> families(const Options& options);

}  // namespace docket::rocks

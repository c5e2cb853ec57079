// The store on disk: one RocksDB directory, one column family per family of rows, one fsync per commit.
//
// Open refuses: a directory in use, of a version with fewer families, or whose log ends before its high-water mark
// (acknowledged events would be missing). A failed write or a background error ends all writing for good
// (fail-stop: RocksDB 7.8 is not trusted to heal in process); reads go on. RocksDB's own log goes to our log,
// never onto the data volume, where a full disk would abort the process.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

#include "engine/journal/store.hpp"

namespace rocksdb {
class DB;
class ColumnFamilyHandle;
class Env;
}  // namespace rocksdb

namespace docket::rocks {

struct Options {
  std::filesystem::path directory;
  std::size_t block_cache_bytes = 128UL * 1024 * 1024;  // reads
  std::size_t memtable_bytes = 96UL * 1024 * 1024;      // all families together; full: flushed
  std::size_t wal_bytes_max = 256UL * 1024 * 1024;      // bounds the time a restart takes
  std::chrono::hours idempotency_window{24 * 7};        // older outcome rows are dropped by compaction
  bool sync = true;                                     // false only in a mutant that the crash harness must catch
  rocksdb::Env* env = nullptr;                          // another file system, for fault injection; outlives the store
};

class HighWater;

class Store final : public journal::Store {
 public:
  static Result<std::unique_ptr<Store>> open(const Options& options);
  // Beside a running server or without one: sees what was committed when it was opened.
  static Result<std::unique_ptr<Store>> open_read_only(const Options& options);
  ~Store() override;

  Result<void> append(const journal::Commit& commit) override;
  Result<void> hint(const journal::Row& row) override;
  Result<void> scrub(journal::Family family, std::span<const std::string> keys) override;
  std::optional<Error> failure() const override;
  Result<std::optional<std::string>> get(journal::Family family, std::string_view key) const override;
  Result<std::vector<std::optional<std::string>>> get_many(journal::Family family,
                                                           std::span<const std::string> keys) const override;
  Result<std::vector<journal::Entry>> scan(journal::Family family, const journal::Range& range) const override;

 private:
  struct Database;
  Store(std::unique_ptr<Database> database, bool sync);
  static Result<std::unique_ptr<Store>> open(const Options& options, bool read_only);

  std::unique_ptr<Database> database_;
  bool sync_;
};

}  // namespace docket::rocks

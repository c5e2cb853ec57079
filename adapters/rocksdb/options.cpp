#include "adapters/rocksdb/options.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/compaction_filter.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>

#include <cstdarg>
#include <cstdio>
#include <mutex>

#include "engine/base/clock.hpp"
#include "engine/base/log.hpp"
#include "engine/journal/outcomes.hpp"

namespace docket::rocks {
namespace {

constexpr int cache_shard_bits = 2;  // one writer and a few readers

// RocksDB's LOG file on the data volume aborts the process when the disk is full (Debian builds with
// assertions), so its lines come to us instead.
class OurLogger final : public rocksdb::Logger {
 public:
  OurLogger() : Logger(rocksdb::InfoLogLevel::WARN_LEVEL) {}
  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list arguments) override {
    Logv(rocksdb::InfoLogLevel::WARN_LEVEL, format, arguments);
  }
  void Logv(rocksdb::InfoLogLevel level, const char* format, va_list arguments) override {
    if (level < GetInfoLogLevel() || level == rocksdb::InfoLogLevel::HEADER_LEVEL) return;
    char text[512];
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wformat-nonliteral"
    std::vsnprintf(text, sizeof(text), format, arguments);
#pragma clang diagnostic pop
    log::warn("rocksdb", {{"text", text}});
  }
};

class FailStop final : public rocksdb::EventListener {
 public:
  explicit FailStop(std::shared_ptr<Failure> failure) : failure_(std::move(failure)) {}

  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* error) override {
    const std::lock_guard lock(mutex_);
    if (failure_->happened) return;
    failure_->detail =
        "a background job of the database failed (" + error->ToString() + "); free the disk or repair it, then restart";
    failure_->happened = true;
    log::error("the database failed in the background; writing stops", {{"error", error->ToString()}});
  }

  // Recovering inside the process is not trusted at this version.
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status, bool* auto_recovery) override {
    *auto_recovery = false;
  }

 private:
  std::mutex mutex_;
  std::shared_ptr<Failure> failure_;
};

// Outcome rows answer for their key during a window; later they are garbage, dropped when RocksDB rewrites
// them.
class OldOutcomes final : public rocksdb::CompactionFilter {
 public:
  explicit OldOutcomes(std::chrono::hours window) : window_(window) {}
  const char* Name() const override { return "docket.old_outcomes"; }
  bool Filter(int, const rocksdb::Slice& key, const rocksdb::Slice& value, std::string*, bool*) const override {
    if (key.empty() || key[0] != 'k') return false;
    const auto recorded = journal::outcome_time({value.data(), value.size()});
    SystemClock clock;
    return recorded && *recorded + window_ < clock.now();
  }

 private:
  std::chrono::hours window_;
};

class OldOutcomesFactory final : public rocksdb::CompactionFilterFactory {
 public:
  explicit OldOutcomesFactory(std::chrono::hours window) : window_(window) {}
  const char* Name() const override { return "docket.old_outcomes"; }
  std::unique_ptr<rocksdb::CompactionFilter> CreateCompactionFilter(
      const rocksdb::CompactionFilter::Context&) override {
    return std::make_unique<OldOutcomes>(window_);
  }

 private:
  std::chrono::hours window_;
};

}  // namespace

rocksdb::DBOptions database_options(const Options& options, const std::shared_ptr<Failure>& failure) {
  rocksdb::DBOptions db;
  db.create_if_missing = true;
  db.create_missing_column_families = true;
  if (options.env != nullptr) db.env = options.env;
  db.info_log = std::make_shared<OurLogger>();
  db.listeners.push_back(std::make_shared<FailStop>(failure));
  db.paranoid_checks = true;
  // The default silently drops acknowledged writes behind a damaged byte; this refuses, and only forgives a
  // torn end.
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  db.max_bgerror_resume_count = 0;
  db.flush_verify_memtable_count = true;
  db.fail_if_options_file_error = true;
  db.avoid_flush_during_shutdown = false;
  db.recycle_log_file_num = 0;
  db.max_total_wal_size = options.wal_bytes_max;
  db.max_open_files = 512;
  db.max_background_jobs = 2;
  db.bytes_per_sync = 1024 * 1024;
  db.write_buffer_manager = std::make_shared<rocksdb::WriteBufferManager>(options.memtable_bytes);
  // One writer: nothing to gain from letting several threads into a memtable.
  db.allow_concurrent_memtable_write = false;
  return db;
}

std::vector<rocksdb::ColumnFamilyDescriptor> families(const Options& options) {
  rocksdb::BlockBasedTableOptions table;
  // The filter of one table of small rows is more than a megabyte. By default it is one block, and the cache 64 shards
  // of two: each read would fetch filters from the file anew. So filters and indexes lie in parts, and shards are few.
  table.block_cache = rocksdb::NewLRUCache(options.block_cache_bytes, cache_shard_bits);
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.partition_filters = true;
  table.format_version = 5;
  rocksdb::ColumnFamilyOptions family;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  family.write_buffer_size = 32UL * 1024 * 1024;
  family.max_write_buffer_number = 2;
  family.compression = rocksdb::kLZ4Compression;
  auto meta = family;
  meta.compaction_filter_factory = std::make_shared<OldOutcomesFactory>(options.idempotency_window);
  // Small tables and none of their blocks kept in memory: what is erased there must go, quickly and everywhere.
  auto keys = family;
  rocksdb::BlockBasedTableOptions uncached = table;
  uncached.block_cache.reset();
  uncached.no_block_cache = true;
  uncached.cache_index_and_filter_blocks = false;
  uncached.pin_l0_filter_and_index_blocks_in_cache = false;
  uncached.index_type = rocksdb::BlockBasedTableOptions::kBinarySearch;
  uncached.partition_filters = false;
  keys.table_factory.reset(rocksdb::NewBlockBasedTableFactory(uncached));
  keys.target_file_size_base = 4UL * 1024 * 1024;
  keys.compression = rocksdb::kNoCompression;  // they are as random as bytes can be
  // In the order of journal::Family, `log` as RocksDB's own default family.
  return {{rocksdb::kDefaultColumnFamilyName, family},
          {"cases", family},
          {"index", family},
          {"timers", family},
          {"vault", family},
          {"meta", meta},
          {"keys", keys}};
}

}  // namespace docket::rocks

#include "adapters/rocksdb/scrub.hpp"

#include <rocksdb/file_system.h>
#include <rocksdb/transaction_log.h>
#include <rocksdb/utilities/debug.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <thread>

namespace docket::rocks {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds look_again_after{2};
constexpr int passes_max = 8;  // of a compaction over one row

std::unexpected<Error> failed(const char* step, const rocksdb::Status& status) {
  return fail(Errc::storage_failed, std::string("scrubbing erased rows failed (") + step + "): " + status.ToString());
}

// 12 of "000012.log".
std::optional<std::uint64_t> number_of(const std::string& name, std::string_view ending) {
  if (!name.ends_with(ending)) return std::nullopt;
  std::uint64_t number = 0;
  const auto* end = name.data() + name.size() - ending.size();
  const auto [at, error] = std::from_chars(name.data(), end, number);
  if (error != std::errc() || at != end) return std::nullopt;
  return number;
}

class Files {
 public:
  explicit Files(rocksdb::DB& db) : db_(db), system_(*db.GetFileSystem()) {}

  // What stands in files now: the erasure itself is in the log that is written to, or in an older one.
  rocksdb::Status remember() {
    std::unique_ptr<rocksdb::LogFile> current;
    auto status = db_.GetCurrentWalFile(&current);
    if (!status.ok()) return status;
    last_log_ = current->LogNumber();
    return remember_tables();
  }

  // Needed or not.
  rocksdb::Status remember_tables() {
    std::vector<std::string> children;
    rocksdb::Status status = system_.GetChildren(db_.GetName(), rocksdb::IOOptions(), &children, nullptr);
    for (const auto& name : children)
      if (const auto table = number_of(name, ".sst")) tables_.insert(*table);
    return status;
  }

  // Those of them that could still hold what was erased.
  rocksdb::Status left(std::vector<std::string>& names) {
    std::vector<std::string> children;
    rocksdb::Status status = system_.GetChildren(db_.GetName(), rocksdb::IOOptions(), &children, nullptr);
    std::vector<std::string> live;
    std::uint64_t manifest_size = 0;
    if (status.ok()) status = db_.GetLiveFiles(live, &manifest_size, false);
    if (!status.ok()) return status;
    std::set<std::uint64_t> needed;
    for (const auto& name : live)
      if (const auto table = number_of(name.substr(1), ".sst")) needed.insert(*table);  // "/000012.sst"
    for (const auto& name : children) {
      const auto table = number_of(name, ".sst");
      const auto log = number_of(name, ".log");
      if (table && tables_.contains(*table) && !needed.contains(*table)) names.push_back(name);
      if (log && *log <= last_log_ && !is_empty(name)) names.push_back(name);
    }
    return status;
  }

  rocksdb::Status sync() {
    std::unique_ptr<rocksdb::FSDirectory> directory;
    auto status = system_.NewDirectory(db_.GetName(), rocksdb::IOOptions(), &directory, nullptr);
    return status.ok() ? directory->Fsync(rocksdb::IOOptions(), nullptr) : status;
  }

 private:
  // A log that nothing was written to is not replaced by the next.
  bool is_empty(const std::string& name) {
    std::uint64_t size = 0;
    return system_.GetFileSize(db_.GetName() + "/" + name, rocksdb::IOOptions(), &size, nullptr).ok() && size == 0;
  }

  rocksdb::DB& db_;
  rocksdb::FileSystem& system_;
  std::uint64_t last_log_ = 0;
  std::set<std::uint64_t> tables_;
};

// More than one version of a row: an older one still lies below the newest.
rocksdb::Status look_below(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family, const std::string& key, bool& older) {
  std::vector<rocksdb::KeyVersion> versions;
  const auto status = rocksdb::GetAllKeyVersions(&db, family, key, key, 2, &versions);
  older = versions.size() > 1;
  return status;
}

// Also where the last level holds them, which a compaction would otherwise leave as it is. One that the database
// started by itself may carry an older version a level down while ours looks at the level above: hence the second look.
rocksdb::Status compact(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family, std::span<const std::string> keys) {
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  options.allow_write_stall = true;
  options.exclusive_manual_compaction = false;
  for (const auto& key : keys) {
    const rocksdb::Slice row(key);
    bool older = true;
    for (int pass = 0; pass < passes_max && older; ++pass) {
      auto status = db.CompactRange(options, family, &row, &row);
      if (status.ok()) status = look_below(db, family, key, older);
      if (!status.ok()) return status;
    }
    if (older) return rocksdb::Status::Incomplete("an older version of a row is left");
  }
  return {};
}

// Turning deletions off and on again looks through the whole directory and deletes what nobody needs, on this thread.
rocksdb::Status delete_obsolete(rocksdb::DB& db) {
  auto status = db.DisableFileDeletions();
  return status.ok() ? db.EnableFileDeletions(false) : status;
}

}  // namespace

Result<void> scrub(rocksdb::DB& db, const std::vector<rocksdb::ColumnFamilyHandle*>& families,
                   rocksdb::ColumnFamilyHandle* family, std::span<const std::string> keys) {
  if (keys.empty()) return {};
  Files files(db);
  if (const auto status = files.remember(); !status.ok()) return failed("looking", status);
  rocksdb::FlushOptions flush;
  flush.allow_write_stall = true;
  if (const auto status = db.Flush(flush, families); !status.ok()) return failed("flushing", status);
  if (const auto status = files.remember_tables(); !status.ok()) return failed("looking", status);
  if (const auto status = compact(db, family, keys); !status.ok()) return failed("compacting", status);
  const auto begin = steady_clock::now();
  while (true) {
    if (const auto status = delete_obsolete(db); !status.ok()) return failed("deleting", status);
    std::vector<std::string> left;
    if (const auto status = files.left(left); !status.ok()) return failed("looking", status);
    if (left.empty()) break;
    if (steady_clock::now() - begin > scrub_wait_max)
      return fail(Errc::storage_failed, "scrubbing erased rows failed: " + left.front() + " is still held by a reader");
    std::this_thread::sleep_for(look_again_after);
  }
  if (const auto status = files.sync(); !status.ok()) return failed("syncing", status);
  return {};
}

}  // namespace docket::rocks

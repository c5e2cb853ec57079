#include "adapters/rocksdb/store.hpp"

#include <rocksdb/db.h>
#include <rocksdb/file_system.h>
#include <rocksdb/perf_level.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <tuple>

#include "adapters/rocksdb/high_water.hpp"
#include "adapters/rocksdb/options.hpp"
#include "adapters/rocksdb/scrub.hpp"
#include "engine/base/bytes.hpp"

namespace docket::rocks {

using journal::Commit;
using journal::Entry;
using journal::Family;
using journal::Range;

namespace {

constexpr std::size_t protection_bytes = 8;  // per key: finds memory that changed on the way to the disk

rocksdb::Slice slice(std::string_view text) { return {text.data(), text.size()}; }

// A memtable takes the next key cheapest when it lies near the last one. Rows of one key keep their order.
std::vector<const journal::Row*> in_key_order(const std::vector<journal::Row>& rows) {
  std::vector<const journal::Row*> ordered;
  ordered.reserve(rows.size());
  for (const auto& row : rows) ordered.push_back(&row);
  std::ranges::sort(ordered, [](const journal::Row* left, const journal::Row* right) {
    return std::tie(left->family, left->key, left) < std::tie(right->family, right->key, right);
  });
  return ordered;
}

Error read_error(const rocksdb::Status& status) {
  return {Errc::read_failed, "reading the database failed: " + status.ToString()};
}

std::unexpected<Error> no_data(const Options& options) {
  const auto directory = options.directory.string();
  return fail(Errc::read_failed,
              "没有找到数据：" + directory + "，请检查 --data。 There is no data at " + directory + ": check --data.");
}

Error open_error(const Options& options, const rocksdb::Status& status) {
  const auto directory = options.directory.string();
  const auto text = status.ToString();
  if (text.find("LOCK") != std::string::npos || text.find("lock ") != std::string::npos) {
    return {Errc::in_use,
            "数据目录 " + directory + " 正被另一个进程使用；请先停止它，或改用 --server。 The data directory " +
                directory + " is in use by another process: stop it, or go through the running server with --server."};
  }
  return {Errc::corrupt, "数据库无法打开：" + directory + "，请从备份恢复。 The database does not open (" + text +
                             "): restore a backup."};
}

// A directory that was used before it had all families is of an older version. It is not touched: opening it would add
// the families, and then the older version could not open it any more.
Result<void> check_families(const Options& options, const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(options.directory / "high-water", ignored)) return {};  // nothing was ever written
  std::vector<std::string> names;
  if (!rocksdb::DB::ListColumnFamilies(rocksdb::DBOptions(), path, &names).ok()) return {};  // opening says why
  for (const auto& family : families(options)) {
    if (std::ranges::find(names, family.name) != names.end()) continue;
    return fail(Errc::wrong_version, "数据目录的格式与本程序不符，请使用对应版本。 The data directory " +
                                         options.directory.string() + " is of a version without '" + family.name +
                                         "': use the matching version or restore a backup");
  }
  return {};
}

Result<void> sync_directory(rocksdb::FileSystem& files, const std::string& path) {
  std::unique_ptr<rocksdb::FSDirectory> directory;
  auto status = files.NewDirectory(path, rocksdb::IOOptions(), &directory, nullptr);
  if (status.ok()) status = directory->Fsync(rocksdb::IOOptions(), nullptr);
  if (status.ok()) return {};
  return fail(Errc::storage_failed, "cannot sync the directory " + path + ": " + status.ToString());
}

// The log must reach as far as the witness saw it.
Result<void> check_tail(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* log, std::uint64_t seen, const Options& options) {
  const std::unique_ptr<rocksdb::Iterator> at(db.NewIterator(rocksdb::ReadOptions(), log));
  at->SeekToLast();
  if (!at->status().ok()) return std::unexpected(read_error(at->status()));
  const std::uint64_t tail = at->Valid() ? bytes::Reader({at->key().data(), at->key().size()}).u64() : 0;
  if (tail >= seen) return {};
  return fail(Errc::rolled_back, "日志缺少已确认的事件，请从备份恢复。 The log at " + options.directory.string() +
                                     " ends at record " + std::to_string(tail) + " but " + std::to_string(seen) +
                                     " were acknowledged: " + std::to_string(seen - tail) +
                                     " events are missing; restore a backup that holds them");
}

}  // namespace

struct Store::Database {
  std::shared_ptr<Failure> failure = std::make_shared<Failure>();
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  std::unique_ptr<HighWater> high_water;  // null when read-only
  std::atomic<bool> write_failed{false};

  Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() {
    high_water.reset();
    for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
    if (db) db->Close().PermitUncheckedError();
  }

  rocksdb::ColumnFamilyHandle* handle(Family family) const { return handles[static_cast<std::size_t>(family)]; }
};

Store::Store(std::unique_ptr<Database> database, bool sync) : database_(std::move(database)), sync_(sync) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const Options& options) { return open(options, false); }
Result<std::unique_ptr<Store>> Store::open_read_only(const Options& options) { return open(options, true); }

Result<std::unique_ptr<Store>> Store::open(const Options& options, bool read_only) {
  std::error_code error;
  if (read_only && !std::filesystem::exists(options.directory / "rocksdb" / "CURRENT", error)) {
    if (error)
      return fail(Errc::read_failed, "cannot look into " + options.directory.string() + ": " + error.message());
    return no_data(options);
  }
  // Made before RocksDB looks for it, which would otherwise warn about every fresh directory.
  if (!read_only) std::filesystem::create_directories(options.directory / "rocksdb", error);
  if (error) return fail(Errc::storage_failed, "cannot create " + options.directory.string() + ": " + error.message());
  auto database = std::make_unique<Database>();
  const auto db_options = database_options(options, database->failure);
  const auto path = (options.directory / "rocksdb").string();
  const auto files = (options.env != nullptr ? options.env : rocksdb::Env::Default())->GetFileSystem();
  const auto mark_path = (options.directory / "high-water").string();

  // The witness is read before the database, so that a server writing beside a reader cannot look rolled
  // back.
  const auto seen = HighWater::read(*files, mark_path);
  if (auto checked = check_families(options, path); !checked) return std::unexpected(checked.error());
  rocksdb::DB* db = nullptr;
  const auto status = read_only
                          ? rocksdb::DB::OpenForReadOnly(db_options, path, families(options), &database->handles, &db)
                          : rocksdb::DB::Open(db_options, path, families(options), &database->handles, &db);
  if (!status.ok()) return std::unexpected(open_error(options, status));
  database->db.reset(db);
  if (auto checked = check_tail(*db, database->handle(Family::log), seen, options); !checked)
    return std::unexpected(checked.error());
  if (!read_only) {
    auto mark = HighWater::open(files, mark_path);
    if (!mark) return std::unexpected(mark.error());
    database->high_water = std::move(*mark);
    // The names of a fresh directory's files must survive a power cut as well as their bytes.
    for (const auto& directory : {options.directory, std::filesystem::absolute(options.directory).parent_path()}) {
      if (auto synced = sync_directory(*files, directory.string()); !synced) return std::unexpected(synced.error());
    }
  }
  return std::unique_ptr<Store>(new Store(std::move(database), options.sync));
}

Result<void> Store::append(const Commit& commit) {
  if (const auto failed = failure()) return std::unexpected(*failed);
  rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable);  // per thread; the default counts every key comparison
  rocksdb::WriteBatch batch(0, 0, protection_bytes, 0);
  for (const auto* row : in_key_order(commit.rows)) {
    auto* handle = database_->handle(row->family);
    const auto status = row->value ? batch.Put(handle, row->key, *row->value) : batch.Delete(handle, row->key);
    if (!status.ok()) return fail(Errc::storage_failed, status.ToString());
  }
  rocksdb::WriteOptions write;
  write.sync = sync_;
  const auto status = database_->db->Write(write, &batch);
  if (!status.ok()) {
    database_->write_failed = true;
    return fail(Errc::storage_failed, "writing the database failed: " + status.ToString());
  }
  if (commit.tail == 0) return {};
  auto marked = database_->high_water->advance(commit.tail);
  if (!marked) database_->write_failed = true;
  return marked;
}

Result<void> Store::hint(const journal::Row& row) {
  if (const auto failed = failure()) return std::unexpected(*failed);
  auto* handle = database_->handle(row.family);
  const rocksdb::WriteOptions unsynced;
  const auto status = row.value ? database_->db->Put(unsynced, handle, row.key, *row.value)
                                : database_->db->Delete(unsynced, handle, row.key);
  if (status.ok()) return {};
  return fail(Errc::storage_failed, "writing a hint to the database failed: " + status.ToString());
}

Result<void> Store::scrub(Family family, std::span<const std::string> keys) {
  if (const auto failed = failure()) return std::unexpected(*failed);
  auto scrubbed = rocks::scrub(*database_->db, database_->handles, database_->handle(family), keys);
  if (!scrubbed) database_->write_failed = true;
  return scrubbed;
}

std::optional<Error> Store::failure() const {
  if (database_->failure->happened) return Error(Errc::storage_failed, database_->failure->detail);
  if (database_->write_failed) return Error(Errc::storage_failed, "a write to the database failed; restart to recover");
  return std::nullopt;
}

Result<std::optional<std::string>> Store::get(Family family, std::string_view key) const {
  std::string value;
  const auto status = database_->db->Get(rocksdb::ReadOptions(), database_->handle(family), slice(key), &value);
  if (status.IsNotFound()) return std::optional<std::string>();
  if (!status.ok()) return std::unexpected(read_error(status));
  return std::optional(std::move(value));
}

Result<std::vector<std::optional<std::string>>> Store::get_many(Family family,
                                                                std::span<const std::string> keys) const {
  std::vector<rocksdb::Slice> wanted;
  wanted.reserve(keys.size());
  for (const auto& key : keys) wanted.push_back(slice(key));
  std::vector<rocksdb::PinnableSlice> found(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  database_->db->MultiGet(rocksdb::ReadOptions(), database_->handle(family), keys.size(), wanted.data(), found.data(),
                          statuses.data());
  std::vector<std::optional<std::string>> values(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].ok()) {
      values[i] = found[i].ToString();
    } else if (!statuses[i].IsNotFound()) {
      return std::unexpected(read_error(statuses[i]));
    }
  }
  return values;
}

Result<std::vector<Entry>> Store::scan(Family family, const Range& range) const {
  const auto lower = slice(range.from);
  const auto upper = slice(range.to);
  rocksdb::ReadOptions read;
  read.iterate_lower_bound = &lower;
  read.iterate_upper_bound = &upper;
  const std::unique_ptr<rocksdb::Iterator> at(database_->db->NewIterator(read, database_->handle(family)));
  std::vector<Entry> entries;
  if (range.from >= range.to) return entries;
  if (range.backwards) {
    at->SeekToLast();
  } else {
    at->SeekToFirst();
  }
  while (at->Valid() && entries.size() < range.max) {
    entries.push_back({at->key().ToString(), at->value().ToString()});
    if (range.backwards) {
      at->Prev();
    } else {
      at->Next();
    }
  }
  if (!at->status().ok()) return std::unexpected(read_error(at->status()));
  return entries;
}

}  // namespace docket::rocks

// Makes erased rows leave every file. RocksDB only hides what is deleted: the bytes stay in the write-ahead log until
// every family that shares it is flushed, in tables until a compaction rewrites them, and in files that nobody needs
// any more until the last reader lets go. All of that is done here, and waited for.
//
// What the disk keeps of a file that was unlinked is the file system's business.
#pragma once

#include <rocksdb/db.h>

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "engine/base/error.hpp"

namespace docket::rocks {

// For readers and other compactions to let go of files; then an error. Readers hold them for one scan.
inline constexpr std::chrono::seconds scrub_wait_max{60};

// The rows at `keys` of `family`, erased or written anew by commits that have returned.
Result<void> scrub(rocksdb::DB& db, const std::vector<rocksdb::ColumnFamilyHandle*>& families,
                   rocksdb::ColumnFamilyHandle* family, std::span<const std::string> keys);

}  // namespace docket::rocks

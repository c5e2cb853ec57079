// A witness outside the database of how far the log once reached, so that start-up can refuse a log that lost
// its end (RocksDB opens a write-ahead log that was cut at a record edge, or deleted, without a word). Two
// slots in one file, written in turn after each commit; fsynced about once a second and at the end. One
// thread.
//
// file := slot slot        slot := generation:u64 tail:u64 crc32:u32, 32 bytes apart
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "engine/base/error.hpp"

namespace rocksdb {
class FileSystem;
class FSRandomRWFile;
}  // namespace rocksdb

namespace docket::rocks {

class HighWater {
 public:
  // Creates the file when there is none. `files` outlives this.
  static Result<std::unique_ptr<HighWater>> open(std::shared_ptr<rocksdb::FileSystem> files, const std::string& path);
  ~HighWater();

  // The mark as it stands, for a reader beside a running server; 0 when there is no file.
  static std::uint64_t read(rocksdb::FileSystem& files, const std::string& path);

  std::uint64_t tail() const { return tail_; }
  Result<void> advance(std::uint64_t tail);
  Result<void> sync();

 private:
  HighWater(std::shared_ptr<rocksdb::FileSystem> files, std::unique_ptr<rocksdb::FSRandomRWFile> file);
  std::shared_ptr<rocksdb::FileSystem> files_;
  std::unique_ptr<rocksdb::FSRandomRWFile> file_;
  std::uint64_t generation_ = 0;
  std::uint64_t tail_ = 0;
  std::chrono::steady_clock::time_point synced_{};
};

}  // namespace docket::rocks

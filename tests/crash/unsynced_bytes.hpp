// The bytes of one file that the process sees and the disk does not have yet: patches over what is durable.
// Writes add patches, a sync takes them to the disk, death loses them. Shared by every handle to the file,
// whatever it is named by then; any thread.
#pragma once

#include <rocksdb/io_status.h>
#include <rocksdb/slice.h>

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace docket::crash {

class UnsyncedBytes {
 public:
  using Write = std::function<rocksdb::IOStatus(std::uint64_t offset, const rocksdb::Slice& bytes)>;
  using Read = std::function<rocksdb::IOStatus(rocksdb::Slice* result)>;

  explicit UnsyncedBytes(std::uint64_t durable_size) : size_(durable_size), durable_size_(durable_size) {}

  void append(const rocksdb::Slice& bytes);
  void write(std::uint64_t offset, const rocksdb::Slice& bytes);
  void truncate(std::uint64_t size);
  std::uint64_t size() const;

  // Hands every patch to `write` in the order it was made and forgets it. A failed write keeps them all.
  rocksdb::IOStatus sync(const Write& write);

  // What the process sees at [offset, offset + max): `durable` fills its result from the disk, patches lie
  // over it. `scratch` holds max bytes, and the result points into it.
  rocksdb::IOStatus read(std::uint64_t offset, std::size_t max, char* scratch, const Read& durable,
                         rocksdb::Slice* result) const;

 private:
  struct Patch {
    std::uint64_t offset;
    std::string bytes;
  };

  void add(std::uint64_t offset, const rocksdb::Slice& bytes);

  mutable std::mutex mutex_;
  std::vector<Patch> patches_;
  std::uint64_t size_;
  std::uint64_t durable_size_;
};

}  // namespace docket::crash

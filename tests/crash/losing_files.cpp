#include "tests/crash/losing_files.hpp"

#include <utility>

namespace docket::crash {

namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

class Writer : public rocksdb::FSWritableFile {
 public:
  Writer(std::unique_ptr<rocksdb::FSWritableFile> disk, std::shared_ptr<UnsyncedBytes> unsynced)
      : disk_(std::move(disk)), unsynced_(std::move(unsynced)) {}

  using rocksdb::FSWritableFile::Append;
  IOStatus Append(const Slice& data, const IOOptions&, IODebugContext*) override {
    unsynced_->append(data);
    return IOStatus::OK();
  }
  IOStatus Truncate(std::uint64_t size, const IOOptions&, IODebugContext*) override {
    unsynced_->truncate(size);
    return IOStatus::OK();
  }
  IOStatus Flush(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Close(const IOOptions& options, IODebugContext* debug) override { return disk_->Close(options, debug); }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    auto status =
        unsynced_->sync([&](std::uint64_t, const Slice& bytes) { return disk_->Append(bytes, options, debug); });
    return status.ok() ? disk_->Sync(options, debug) : status;
  }
  // sync_file_range only starts writing: it promises nothing, so it saves nothing.
  IOStatus RangeSync(std::uint64_t, std::uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  std::uint64_t GetFileSize(const IOOptions&, IODebugContext*) override { return unsynced_->size(); }

 private:
  std::unique_ptr<rocksdb::FSWritableFile> disk_;
  std::shared_ptr<UnsyncedBytes> unsynced_;
};

class Slots : public rocksdb::FSRandomRWFile {
 public:
  Slots(std::unique_ptr<rocksdb::FSRandomRWFile> disk, std::shared_ptr<UnsyncedBytes> unsynced)
      : disk_(std::move(disk)), unsynced_(std::move(unsynced)) {}

  IOStatus Write(std::uint64_t offset, const Slice& data, const IOOptions&, IODebugContext*) override {
    unsynced_->write(offset, data);
    return IOStatus::OK();
  }
  IOStatus Read(std::uint64_t offset, std::size_t max, const IOOptions& options, Slice* result, char* scratch,
                IODebugContext* debug) const override {
    const auto durable = [&](Slice* found) { return disk_->Read(offset, max, options, found, scratch, debug); };
    return unsynced_->read(offset, max, scratch, durable, result);
  }
  IOStatus Flush(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    auto status = write_out(options, debug);
    return status.ok() ? disk_->Sync(options, debug) : status;
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    auto status = write_out(options, debug);
    return status.ok() ? disk_->Fsync(options, debug) : status;
  }
  IOStatus Close(const IOOptions& options, IODebugContext* debug) override { return disk_->Close(options, debug); }

 private:
  IOStatus write_out(const IOOptions& options, IODebugContext* debug) {
    return unsynced_->sync(
        [&](std::uint64_t offset, const Slice& bytes) { return disk_->Write(offset, bytes, options, debug); });
  }

  std::unique_ptr<rocksdb::FSRandomRWFile> disk_;
  std::shared_ptr<UnsyncedBytes> unsynced_;
};

class Reader : public rocksdb::FSRandomAccessFile {
 public:
  Reader(std::unique_ptr<rocksdb::FSRandomAccessFile> disk, std::shared_ptr<UnsyncedBytes> unsynced)
      : disk_(std::move(disk)), unsynced_(std::move(unsynced)) {}

  IOStatus Read(std::uint64_t offset, std::size_t max, const IOOptions& options, Slice* result, char* scratch,
                IODebugContext* debug) const override {
    const auto durable = [&](Slice* found) { return disk_->Read(offset, max, options, found, scratch, debug); };
    return unsynced_->read(offset, max, scratch, durable, result);
  }
  std::size_t GetUniqueId(char* id, std::size_t max) const override { return disk_->GetUniqueId(id, max); }

 private:
  std::unique_ptr<rocksdb::FSRandomAccessFile> disk_;
  std::shared_ptr<UnsyncedBytes> unsynced_;
};

class Scanner : public rocksdb::FSSequentialFile {
 public:
  Scanner(std::unique_ptr<rocksdb::FSRandomAccessFile> disk, std::shared_ptr<UnsyncedBytes> unsynced)
      : reader_(std::move(disk), std::move(unsynced)) {}

  IOStatus Read(std::size_t max, const IOOptions& options, Slice* result, char* scratch,
                IODebugContext* debug) override {
    auto status = reader_.Read(offset_, max, options, result, scratch, debug);
    if (status.ok()) offset_ += result->size();
    return status;
  }
  IOStatus Skip(std::uint64_t count) override {
    offset_ += count;
    return IOStatus::OK();
  }

 private:
  Reader reader_;
  std::uint64_t offset_ = 0;
};

}  // namespace

std::unique_ptr<rocksdb::FSWritableFile> losing_writer(std::unique_ptr<rocksdb::FSWritableFile> disk,
                                                       std::shared_ptr<UnsyncedBytes> unsynced) {
  return std::make_unique<Writer>(std::move(disk), std::move(unsynced));
}

std::unique_ptr<rocksdb::FSRandomRWFile> losing_slots(std::unique_ptr<rocksdb::FSRandomRWFile> disk,
                                                      std::shared_ptr<UnsyncedBytes> unsynced) {
  return std::make_unique<Slots>(std::move(disk), std::move(unsynced));
}

std::unique_ptr<rocksdb::FSRandomAccessFile> seeing_reader(std::unique_ptr<rocksdb::FSRandomAccessFile> disk,
                                                           std::shared_ptr<UnsyncedBytes> unsynced) {
  return std::make_unique<Reader>(std::move(disk), std::move(unsynced));
}

std::unique_ptr<rocksdb::FSSequentialFile> seeing_scanner(std::unique_ptr<rocksdb::FSRandomAccessFile> disk,
                                                          std::shared_ptr<UnsyncedBytes> unsynced) {
  return std::make_unique<Scanner>(std::move(disk), std::move(unsynced));
}

}  // namespace docket::crash

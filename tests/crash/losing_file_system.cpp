#include "tests/crash/losing_file_system.hpp"

#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "tests/crash/losing_files.hpp"

namespace docket::crash {

namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

class LosingFileSystem : public rocksdb::FileSystemWrapper {
 public:
  explicit LosingFileSystem(std::shared_ptr<rocksdb::FileSystem> disk) : FileSystemWrapper(std::move(disk)) {}

  const char* Name() const override { return "losing"; }

  IOStatus NewWritableFile(const std::string& name, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* debug) override {
    auto status = target()->NewWritableFile(name, options, file, debug);
    if (status.ok()) *file = losing_writer(std::move(*file), remember(name, 0));
    return status;
  }

  IOStatus ReopenWritableFile(const std::string& name, const FileOptions& options,
                              std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* debug) override {
    auto unsynced = joined(name, debug);
    auto status = target()->ReopenWritableFile(name, options, file, debug);
    if (status.ok()) *file = losing_writer(std::move(*file), std::move(unsynced));
    return status;
  }

  // The file below would hand out its own, honest handle: rename and write anew through ours.
  IOStatus ReuseWritableFile(const std::string& name, const std::string& old_name, const FileOptions& options,
                             std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* debug) override {
    auto status = RenameFile(old_name, name, options.io_options, debug);
    return status.ok() ? NewWritableFile(name, options, file, debug) : status;
  }

  IOStatus NewRandomRWFile(const std::string& name, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSRandomRWFile>* file, IODebugContext* debug) override {
    auto status = target()->NewRandomRWFile(name, options, file, debug);
    if (status.ok()) *file = losing_slots(std::move(*file), joined(name, debug));
    return status;
  }

  IOStatus NewRandomAccessFile(const std::string& name, const FileOptions& options,
                               std::unique_ptr<rocksdb::FSRandomAccessFile>* file, IODebugContext* debug) override {
    auto status = target()->NewRandomAccessFile(name, options, file, debug);
    if (!status.ok()) return status;
    if (auto unsynced = known(name)) *file = seeing_reader(std::move(*file), std::move(unsynced));
    return status;
  }

  IOStatus NewSequentialFile(const std::string& name, const FileOptions& options,
                             std::unique_ptr<rocksdb::FSSequentialFile>* file, IODebugContext* debug) override {
    auto unsynced = known(name);
    if (!unsynced) return target()->NewSequentialFile(name, options, file, debug);
    std::unique_ptr<rocksdb::FSRandomAccessFile> disk;
    auto status = target()->NewRandomAccessFile(name, options, &disk, debug);
    if (status.ok()) *file = seeing_scanner(std::move(disk), std::move(unsynced));
    return status;
  }

  IOStatus GetFileSize(const std::string& name, const IOOptions& options, std::uint64_t* size,
                       IODebugContext* debug) override {
    auto status = target()->GetFileSize(name, options, size, debug);
    if (auto unsynced = known(name); status.ok() && unsynced) *size = unsynced->size();
    return status;
  }

  IOStatus GetChildrenFileAttributes(const std::string& directory, const IOOptions& options,
                                     std::vector<rocksdb::FileAttributes>* children, IODebugContext* debug) override {
    auto status = target()->GetChildrenFileAttributes(directory, options, children, debug);
    if (!status.ok()) return status;
    for (auto& child : *children) {
      if (auto unsynced = known(directory + "/" + child.name)) child.size_bytes = unsynced->size();
    }
    return status;
  }

  IOStatus Truncate(const std::string& name, std::size_t size, const IOOptions& options,
                    IODebugContext* debug) override {
    if (auto unsynced = known(name)) unsynced->truncate(size);
    return target()->Truncate(name, size, options, debug);
  }

  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                      IODebugContext* debug) override {
    auto status = target()->RenameFile(from, to, options, debug);
    if (!status.ok()) return status;
    const std::lock_guard lock(mutex_);
    auto node = files_.extract(key(from));
    files_.erase(key(to));
    if (node.empty()) return status;
    node.key() = key(to);
    files_.insert(std::move(node));
    return status;
  }

  IOStatus LinkFile(const std::string& from, const std::string& to, const IOOptions& options,
                    IODebugContext* debug) override {
    auto status = target()->LinkFile(from, to, options, debug);
    const std::lock_guard lock(mutex_);
    if (auto file = files_.find(key(from)); status.ok() && file != files_.end()) files_[key(to)] = file->second;
    return status;
  }

  IOStatus DeleteFile(const std::string& name, const IOOptions& options, IODebugContext* debug) override {
    auto status = target()->DeleteFile(name, options, debug);
    const std::lock_guard lock(mutex_);
    if (status.ok()) files_.erase(key(name));
    return status;
  }

 private:
  static std::string key(const std::string& name) { return std::filesystem::path(name).lexically_normal().string(); }

  std::shared_ptr<UnsyncedBytes> known(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    const auto file = files_.find(key(name));
    return file == files_.end() ? nullptr : file->second;
  }

  std::shared_ptr<UnsyncedBytes> remember(const std::string& name, std::uint64_t durable_size) {
    auto unsynced = std::make_shared<UnsyncedBytes>(durable_size);
    const std::lock_guard lock(mutex_);
    files_[key(name)] = unsynced;
    return unsynced;
  }

  // The bytes this process already holds for the file, or none over what the disk has.
  std::shared_ptr<UnsyncedBytes> joined(const std::string& name, IODebugContext* debug) {
    if (auto unsynced = known(name)) return unsynced;
    std::uint64_t size = 0;
    if (!target()->GetFileSize(name, IOOptions(), &size, debug).ok()) size = 0;
    return remember(name, size);
  }

  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<UnsyncedBytes>> files_;
};

}  // namespace

std::shared_ptr<rocksdb::FileSystem> create_losing_file_system(std::shared_ptr<rocksdb::FileSystem> disk) {
  return std::make_shared<LosingFileSystem>(std::move(disk));
}

}  // namespace docket::crash

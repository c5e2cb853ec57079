#include "adapters/rocksdb/high_water.hpp"

#include <rocksdb/file_system.h>
#include <zlib.h>

#include <array>

#include "engine/base/bytes.hpp"

namespace docket::rocks {
namespace {

constexpr std::uint64_t slot_bytes = 32;
constexpr std::size_t slot_payload = 20;
constexpr std::chrono::seconds sync_interval{1};

std::uint32_t checksum(std::string_view text) {
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
}

struct Mark {
  std::uint64_t generation = 0;
  std::uint64_t tail = 0;
};

// The newer of two slots. A torn one fails its checksum: the other, a commit older, holds.
Mark newest(std::string_view text) {
  Mark mark;
  for (std::uint64_t slot = 0; slot < 2 && text.size() >= slot * slot_bytes + slot_payload; ++slot) {
    const auto payload = text.substr(slot * slot_bytes, slot_payload);
    bytes::Reader in(payload);
    const Mark found{in.u64(), in.u64()};
    if (in.u32() == checksum(payload.substr(0, 16)) && found.generation > mark.generation) mark = found;
  }
  return mark;
}

// Both slots, as far as they can be read.
template <typename File>
std::string read_slots(File& file) {
  std::array<char, 2 * slot_bytes> scratch{};
  rocksdb::Slice found;
  const auto status = file.Read(0, scratch.size(), rocksdb::IOOptions(), &found, scratch.data(), nullptr);
  return status.ok() ? found.ToString() : std::string();
}

Error failed(const char* what, const rocksdb::IOStatus& status) {
  return {Errc::storage_failed, std::string("high-water mark: ") + what + ": " + status.ToString()};
}

}  // namespace

HighWater::HighWater(std::shared_ptr<rocksdb::FileSystem> files, std::unique_ptr<rocksdb::FSRandomRWFile> file)
    : files_(std::move(files)), file_(std::move(file)) {}

Result<std::unique_ptr<HighWater>> HighWater::open(std::shared_ptr<rocksdb::FileSystem> files,
                                                   const std::string& path) {
  const rocksdb::IOOptions io;
  if (!files->FileExists(path, io, nullptr).ok()) {
    std::unique_ptr<rocksdb::FSWritableFile> fresh;
    auto status = files->NewWritableFile(path, rocksdb::FileOptions(), &fresh, nullptr);
    if (status.ok()) status = fresh->Append(std::string(2 * slot_bytes, '\0'), io, nullptr);
    if (status.ok()) status = fresh->Fsync(io, nullptr);
    if (status.ok()) status = fresh->Close(io, nullptr);
    if (!status.ok()) return std::unexpected(failed("create", status));
  }
  std::unique_ptr<rocksdb::FSRandomRWFile> file;
  const auto status = files->NewRandomRWFile(path, rocksdb::FileOptions(), &file, nullptr);
  if (!status.ok()) return std::unexpected(failed("open", status));
  std::unique_ptr<HighWater> mark(new HighWater(std::move(files), std::move(file)));
  const auto newest_mark = newest(read_slots(*mark->file_));
  mark->generation_ = newest_mark.generation;
  mark->tail_ = newest_mark.tail;
  return mark;
}

std::uint64_t HighWater::read(rocksdb::FileSystem& files, const std::string& path) {
  std::unique_ptr<rocksdb::FSRandomAccessFile> file;
  if (!files.NewRandomAccessFile(path, rocksdb::FileOptions(), &file, nullptr).ok()) return 0;
  return newest(read_slots(*file)).tail;
}

HighWater::~HighWater() { (void)sync(); }

Result<void> HighWater::advance(std::uint64_t tail) {
  if (tail <= tail_) return {};
  std::string slot;
  bytes::put_u64(slot, generation_ + 1);
  bytes::put_u64(slot, tail);
  bytes::put_u32(slot, checksum(slot));
  const auto place = ((generation_ + 1) % 2) * slot_bytes;
  const auto status = file_->Write(place, slot, rocksdb::IOOptions(), nullptr);
  if (!status.ok()) return std::unexpected(failed("write", status));
  ++generation_;
  tail_ = tail;
  if (std::chrono::steady_clock::now() - synced_ < sync_interval) return {};
  return sync();
}

Result<void> HighWater::sync() {
  const auto status = file_->Sync(rocksdb::IOOptions(), nullptr);
  if (!status.ok()) return std::unexpected(failed("sync", status));
  synced_ = std::chrono::steady_clock::now();
  return {};
}

}  // namespace docket::rocks

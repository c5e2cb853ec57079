#include "tests/crash/unsynced_bytes.hpp"

#include <algorithm>
#include <cstring>

namespace docket::crash {

void UnsyncedBytes::append(const rocksdb::Slice& bytes) {
  const std::lock_guard lock(mutex_);
  add(size_, bytes);
}

void UnsyncedBytes::write(std::uint64_t offset, const rocksdb::Slice& bytes) {
  const std::lock_guard lock(mutex_);
  add(offset, bytes);
}

void UnsyncedBytes::add(std::uint64_t offset, const rocksdb::Slice& bytes) {
  const auto end = offset + bytes.size();
  // A slot written again and again between two syncs is one patch, not a growing list.
  std::erase_if(patches_,
                [&](const Patch& patch) { return offset <= patch.offset && patch.offset + patch.bytes.size() <= end; });
  if (!patches_.empty() && patches_.back().offset + patches_.back().bytes.size() == offset) {
    patches_.back().bytes.append(bytes.data(), bytes.size());
  } else {
    patches_.push_back({offset, bytes.ToString()});
  }
  size_ = std::max(size_, end);
}

void UnsyncedBytes::truncate(std::uint64_t size) {
  const std::lock_guard lock(mutex_);
  std::erase_if(patches_, [&](const Patch& patch) { return patch.offset >= size; });
  for (auto& patch : patches_) {
    if (patch.offset + patch.bytes.size() > size) patch.bytes.resize(size - patch.offset);
  }
  size_ = size;
  durable_size_ = std::min(durable_size_, size);
}

std::uint64_t UnsyncedBytes::size() const {
  const std::lock_guard lock(mutex_);
  return size_;
}

rocksdb::IOStatus UnsyncedBytes::sync(const Write& write) {
  const std::lock_guard lock(mutex_);
  for (const auto& patch : patches_) {
    auto status = write(patch.offset, patch.bytes);
    if (!status.ok()) return status;
  }
  patches_.clear();
  durable_size_ = size_;
  return rocksdb::IOStatus::OK();
}

rocksdb::IOStatus UnsyncedBytes::read(std::uint64_t offset, std::size_t max, char* scratch, const Read& durable,
                                      rocksdb::Slice* result) const {
  const std::lock_guard lock(mutex_);
  const auto count = offset >= size_ ? 0 : std::min<std::uint64_t>(max, size_ - offset);
  std::size_t have = 0;
  if (offset < durable_size_) {
    rocksdb::Slice found;
    auto status = durable(&found);
    if (!status.ok()) return status;
    have = std::min<std::size_t>(found.size(), count);
    if (have > 0 && found.data() != scratch) std::memmove(scratch, found.data(), have);
  }
  std::memset(scratch + have, 0, count - have);
  for (const auto& patch : patches_) {
    const auto from = std::max(offset, patch.offset);
    const auto to = std::min(offset + count, patch.offset + patch.bytes.size());
    if (from < to) std::memcpy(scratch + (from - offset), patch.bytes.data() + (from - patch.offset), to - from);
  }
  *result = rocksdb::Slice(scratch, count);
  return rocksdb::IOStatus::OK();
}

}  // namespace docket::crash

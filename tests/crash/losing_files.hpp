// The handles of the losing file system: each joins a file of the disk below with the bytes that disk does
// not have.
#pragma once

#include <rocksdb/file_system.h>

#include <memory>

#include "tests/crash/unsynced_bytes.hpp"

namespace docket::crash {

std::unique_ptr<rocksdb::FSWritableFile> losing_writer(std::unique_ptr<rocksdb::FSWritableFile> disk,
                                                       std::shared_ptr<UnsyncedBytes> unsynced);
std::unique_ptr<rocksdb::FSRandomRWFile> losing_slots(std::unique_ptr<rocksdb::FSRandomRWFile> disk,
                                                      std::shared_ptr<UnsyncedBytes> unsynced);
std::unique_ptr<rocksdb::FSRandomAccessFile> seeing_reader(std::unique_ptr<rocksdb::FSRandomAccessFile> disk,
                                                           std::shared_ptr<UnsyncedBytes> unsynced);
std::unique_ptr<rocksdb::FSSequentialFile> seeing_scanner(std::unique_ptr<rocksdb::FSRandomAccessFile> disk,
                                                          std::shared_ptr<UnsyncedBytes> unsynced);

}  // namespace docket::crash

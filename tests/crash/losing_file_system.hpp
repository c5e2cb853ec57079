// A disk that keeps only what was fsynced: bytes stay in this process until Sync or Fsync of their file, and
// Close saves nothing. The process itself reads what it wrote, so everything works until it is killed; then
// SIGKILL is a power cut.
//
// Models: bytes of a file that were never synced. Does not model: a directory entry lost because the
// directory was not fsynced (a created, renamed or deleted name is durable at once), pages of one file
// written out of order, torn sectors.
#pragma once

#include <rocksdb/file_system.h>

#include <memory>

namespace docket::crash {

std::shared_ptr<rocksdb::FileSystem> create_losing_file_system(std::shared_ptr<rocksdb::FileSystem> disk);

}  // namespace docket::crash

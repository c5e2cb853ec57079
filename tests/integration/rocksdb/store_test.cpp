// What the disk adapter refuses to open, and what it notices.
#include "adapters/rocksdb/store.hpp"

#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include <fstream>

#include "tests/support/temp_dir.hpp"

namespace docket::rocks {
namespace {

using journal::Family;

class DataDirectory : public testing::Test {
 protected:
  Result<std::unique_ptr<Store>> open() { return Store::open({.directory = directory_.path()}); }

  static journal::Commit record(std::uint64_t offset) {
    std::string key;
    for (int shift = 56; shift >= 0; shift -= 8) key += static_cast<char>((offset >> shift) & 0xFF);
    return {offset, {{Family::log, key, "record"}}};
  }

  std::filesystem::path newest_wal() const {
    std::filesystem::path newest;
    for (const auto& file : std::filesystem::directory_iterator(directory_.path() / "rocksdb")) {
      if (file.path().extension() == ".log" && file.path() > newest) newest = file.path();
    }
    return newest;
  }

  test::TempDir directory_;
};

TEST_F(DataDirectory, is_refused_while_another_holds_it) {
  const auto first = open();
  ASSERT_TRUE(first);
  const auto second = open();
  ASSERT_FALSE(second);
  EXPECT_TRUE(second.error().is(Errc::in_use));
}

TEST_F(DataDirectory, can_be_read_beside_its_writer) {
  const auto writer = open();
  ASSERT_TRUE((*writer)->append(record(1)));
  const auto reader = Store::open_read_only({.directory = directory_.path()});
  ASSERT_TRUE(reader) << reader.error().detail;
  EXPECT_EQ((*reader)->scan(Family::log, {"", std::string(9, '\xFF'), 10, false})->size(), 1U);
  ASSERT_TRUE((*writer)->append(record(2)));
}

TEST_F(DataDirectory, keeps_what_was_appended_over_a_restart) {
  ASSERT_TRUE((*open())->append(record(1)));
  EXPECT_EQ((*open())->scan(Family::log, {"", std::string(9, '\xFF'), 10, false})->size(), 1U);
}

// The promise of the high-water mark: RocksDB opens each of these without a word.
class LostEnd : public DataDirectory, public testing::WithParamInterface<std::string> {};

TEST_P(LostEnd, is_noticed_and_refused) {
  // A process that died: its write-ahead log is copied away before the orderly close could flush it.
  const auto saved = directory_.path() / "saved";
  {
    const auto store = open();
    for (std::uint64_t offset = 1; offset <= 20; ++offset) ASSERT_TRUE((*store)->append(record(offset)));
    std::filesystem::copy(directory_.path() / "rocksdb", saved, std::filesystem::copy_options::recursive);
  }
  std::filesystem::remove_all(directory_.path() / "rocksdb");
  std::filesystem::rename(saved, directory_.path() / "rocksdb");
  if (GetParam() == "deleted") {
    std::filesystem::remove(newest_wal());
  } else {
    std::filesystem::resize_file(newest_wal(), std::filesystem::file_size(newest_wal()) / 2);
  }
  const auto reopened = open();
  ASSERT_FALSE(reopened);
  EXPECT_TRUE(reopened.error().is(Errc::rolled_back)) << reopened.error().detail;
}

INSTANTIATE_TEST_SUITE_P(WriteAheadLog, LostEnd, testing::Values("deleted", "cut"));

TEST_F(DataDirectory, survives_a_torn_slot_of_its_mark) {
  {
    const auto store = open();
    for (std::uint64_t offset = 1; offset <= 3; ++offset) ASSERT_TRUE((*store)->append(record(offset)));
  }
  std::fstream mark(directory_.path() / "high-water", std::ios::in | std::ios::out | std::ios::binary);
  mark.seekp(4);
  mark.put('\x7F');
  mark.close();
  EXPECT_TRUE(open());
}

TEST_F(DataDirectory, of_other_families_is_refused) {
  {
    rocksdb::Options options;
    options.create_if_missing = true;
    rocksdb::DB* db = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(options, (directory_.path() / "rocksdb").string(), &db).ok());
    rocksdb::ColumnFamilyHandle* handle = nullptr;
    ASSERT_TRUE(db->CreateColumnFamily({}, "from_the_future", &handle).ok());
    ASSERT_TRUE(db->DestroyColumnFamilyHandle(handle).ok());
    delete db;
  }
  EXPECT_FALSE(open());
}

// An older version could not open it any more if we added what it lacks.
TEST_F(DataDirectory, of_fewer_families_is_refused_and_left_as_it_is) {
  ASSERT_TRUE(open());
  const auto path = (directory_.path() / "rocksdb").string();
  std::vector<std::string> names;
  {
    std::vector<rocksdb::ColumnFamilyDescriptor> all;
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* db = nullptr;
    ASSERT_TRUE(rocksdb::DB::ListColumnFamilies({}, path, &names).ok());
    for (const auto& name : names) all.push_back({name, {}});
    ASSERT_TRUE(rocksdb::DB::Open({}, path, all, &handles, &db).ok());
    ASSERT_TRUE(db->DropColumnFamily(handles.back()).ok());
    for (auto* handle : handles) ASSERT_TRUE(db->DestroyColumnFamilyHandle(handle).ok());
    delete db;
  }
  for (const bool read_only : {false, true}) {
    const auto opened = read_only ? Store::open_read_only({.directory = directory_.path()}) : open();
    ASSERT_FALSE(opened);
    EXPECT_TRUE(opened.error().is(Errc::wrong_version)) << opened.error().detail;
  }
  const auto before = names.size();
  ASSERT_TRUE(rocksdb::DB::ListColumnFamilies({}, path, &names).ok());
  EXPECT_EQ(names.size(), before - 1);
}

}  // namespace
}  // namespace docket::rocks

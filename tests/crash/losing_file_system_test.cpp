// What a kill means on the losing file system, seen from outside: a child writes and says so, the test kills
// it and looks at the directory it left.
#include "tests/crash/losing_file_system.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace docket::crash {
namespace {

constexpr const char* slot_name = "/slot";

std::shared_ptr<rocksdb::FileSystem> disk(const std::string& kind) {
  auto plain = rocksdb::FileSystem::Default();
  return kind == "losing" ? create_losing_file_system(plain) : plain;
}

void must(const rocksdb::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::_Exit(3);
}

std::unique_ptr<rocksdb::DB> open(const std::string& directory, rocksdb::Env* env) {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.env = env;
  options.max_manifest_file_size = 1;  // every flush writes a new manifest and CURRENT: rename is walked through
  rocksdb::DB* db = nullptr;
  must(rocksdb::DB::Open(options, directory, &db));
  return std::unique_ptr<rocksdb::DB>(db);
}

std::string value_of(rocksdb::DB& db, const std::string& key) {
  std::string value;
  return db.Get(rocksdb::ReadOptions(), key, &value).ok() ? value : "(lost)";
}

void write_slots(rocksdb::FileSystem& files, const std::string& directory) {
  std::unique_ptr<rocksdb::FSWritableFile> created;
  must(files.NewWritableFile(directory + slot_name, {}, &created, nullptr));
  std::unique_ptr<rocksdb::FSRandomRWFile> slots;
  must(files.NewRandomRWFile(directory + slot_name, {}, &slots, nullptr));
  must(slots->Write(0, "first", {}, nullptr));
  must(slots->Sync({}, nullptr));
  must(slots->Write(0, "later", {}, nullptr));
  rocksdb::Slice seen;
  std::string scratch(5, '\0');
  must(slots->Read(0, 5, {}, &seen, scratch.data(), nullptr));
  if (seen != "later") std::_Exit(4);
  must(slots->Close({}, nullptr));
}

// Everything the tests look at is done in one life, which ends by SIGKILL while it waits.
int run_child(const std::string& kind, const std::string& directory) {
  const auto files = disk(kind);
  const auto env = rocksdb::NewCompositeEnv(files);
  auto db = open(directory, env.get());
  rocksdb::WriteOptions synced;
  synced.sync = true;
  must(db->Put(synced, "flushed", "1"));
  must(db->Flush(rocksdb::FlushOptions()));
  if (value_of(*db, "flushed") != "1") return 4;
  must(db->Put(synced, "synced", "1"));
  must(db->Put(rocksdb::WriteOptions(), "unsynced", "1"));
  if (value_of(*db, "unsynced") != "1") return 4;
  write_slots(*files, directory);
  if (::write(STDOUT_FILENO, "r", 1) != 1) return 5;
  ::pause();
  return 6;
}

std::string directory_killed_on(const std::string& kind) {
  std::string directory = std::filesystem::temp_directory_path() / "docket-losing-XXXXXX";
  EXPECT_NE(::mkdtemp(directory.data()), nullptr);
  int ready[2] = {-1, -1};
  EXPECT_EQ(::pipe2(ready, O_CLOEXEC), 0);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ready[1], STDOUT_FILENO);
  std::string program = "/proc/self/exe";
  std::string flag = "--child";
  std::string disk_kind = kind;
  char* arguments[] = {program.data(), flag.data(), disk_kind.data(), directory.data(), nullptr};
  pid_t child = -1;
  EXPECT_EQ(::posix_spawn(&child, program.c_str(), &actions, nullptr, arguments, environ), 0);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ready[1]);
  char byte = 0;
  EXPECT_EQ(::read(ready[0], &byte, 1), 1) << "the child ended before it had written";
  ::close(ready[0]);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "exit code " << WEXITSTATUS(status);
  return directory;
}

std::string slot_in(const std::string& directory) {
  std::string content;
  must(rocksdb::ReadFileToString(rocksdb::Env::Default(), directory + slot_name, &content));
  return content;
}

TEST(LosingFileSystem, keeps_what_was_synced_and_loses_the_rest_at_a_kill) {
  const auto directory = directory_killed_on("losing");
  auto db = open(directory, rocksdb::Env::Default());
  EXPECT_EQ(value_of(*db, "flushed"), "1");
  EXPECT_EQ(value_of(*db, "synced"), "1");
  EXPECT_EQ(value_of(*db, "unsynced"), "(lost)");
  EXPECT_EQ(slot_in(directory), "first");
  db.reset();
  std::filesystem::remove_all(directory);
}

TEST(PlainFileSystem, keeps_unsynced_writes_at_a_kill_and_so_proves_nothing_about_fsync) {
  const auto directory = directory_killed_on("plain");
  auto db = open(directory, rocksdb::Env::Default());
  EXPECT_EQ(value_of(*db, "synced"), "1");
  EXPECT_EQ(value_of(*db, "unsynced"), "1");
  EXPECT_EQ(slot_in(directory), "later");
  db.reset();
  std::filesystem::remove_all(directory);
}

TEST(LosingFileSystem, shows_its_process_renamed_and_linked_bytes_that_the_disk_lacks) {
  std::string directory = std::filesystem::temp_directory_path() / "docket-losing-XXXXXX";
  ASSERT_NE(::mkdtemp(directory.data()), nullptr);
  const auto files = disk("losing");
  const auto env = rocksdb::NewCompositeEnv(files);
  must(rocksdb::WriteStringToFile(env.get(), "content", directory + "/a"));
  must(env->RenameFile(directory + "/a", directory + "/b"));
  must(env->LinkFile(directory + "/b", directory + "//c"));
  std::string seen;
  must(rocksdb::ReadFileToString(env.get(), directory + "/c", &seen));
  EXPECT_EQ(seen, "content");
  std::uint64_t size = 0;
  must(env->GetFileSize(directory + "/b", &size));
  EXPECT_EQ(size, 7U);
  EXPECT_EQ(std::filesystem::file_size(directory + "/b"), 0U);
  std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace docket::crash

int main(int count, char** arguments) {
  if (count == 4 && std::string(arguments[1]) == "--child") {
    return docket::crash::run_child(arguments[2], arguments[3]);
  }
  testing::InitGoogleTest(&count, arguments);
  return RUN_ALL_TESTS();
}

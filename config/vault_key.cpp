#include "config/vault_key.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "config/loader.hpp"
#include "engine/base/crypto.hpp"

namespace docket::config {
namespace {

namespace fs = std::filesystem;

// Closes when it goes; errors of writing are seen by fsync.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }
  bool good() const { return number_ >= 0; }

 private:
  int number_;
};

std::unexpected<std::string> cannot_make(const fs::path& file) {
  return std::unexpected(
      fmt::format("无法新建主密钥文件 {0}：{1}。请检查目录权限，或用 vault_key_file 另指位置。"
                  " The master key file {0} cannot be made ({1}): check its directory, or set "
                  "vault_key_file.",
                  file.string(), std::strerror(errno)));
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<vault::Key> read_key(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    const int high = hex_value(text[i]);
    const int low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>((high << 4) | low);
  }
  auto key = text.size() == 2 * vault::Key::size ? vault::Key::from(bytes) : std::nullopt;
  vault::wipe(bytes);
  vault::wipe(text);
  return key;
}

// Its name and its bytes must survive a power cut before anything is sealed under it.
std::expected<FoundKey, std::string> make_key(const fs::path& file, RandomSource& random) {
  const auto key = vault::Key::fresh(random);
  const auto directory = fs::absolute(file).parent_path();
  const Descriptor made(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!made.good()) return cannot_make(file);
  auto text = crypto::hex(key.bytes()) + "\n";
  const bool written = ::write(made.number(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
  vault::wipe(text);
  if (!written || ::fsync(made.number()) != 0) return cannot_make(file);
  const Descriptor parent(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!parent.good() || ::fsync(parent.number()) != 0) return cannot_make(file);
  return FoundKey{vault::MasterKey(key), true};
}

}  // namespace

fs::path usual_vault_key_file(const fs::path& data) {
  auto file = fs::absolute(data).lexically_normal();
  if (!file.has_filename()) file = file.parent_path();
  return file += ".key";
}

bool lies_inside(const fs::path& file, const fs::path& directory) {
  std::error_code ignored;
  const auto inner = fs::weakly_canonical(fs::absolute(file), ignored);
  const auto outer = fs::weakly_canonical(fs::absolute(directory) / "", ignored);
  const auto below = inner.lexically_relative(outer.has_filename() ? outer : outer.parent_path());
  return !below.empty() && *below.begin() != "..";
}

std::expected<FoundKey, std::string> open_vault_key(const fs::path& file, bool may_make, RandomSource& random) {
  std::error_code error;
  if (!fs::exists(file, error) && !error) {
    if (may_make) return make_key(file, random);
    return std::unexpected(
        fmt::format("缺少主密钥文件 {0}，个人信息无法打开；请把它放回原处，或用 vault_key_file 指明位置。 The master "
                    "key file {0} is missing, and personal values cannot be opened without it: put it back, or say in "
                    "vault_key_file where it is.",
                    file.string()));
  }
  auto text = read_file(file);
  if (!text) return std::unexpected(text.error());
  const auto key = read_key(*text);
  vault::wipe(*text);
  if (key) return FoundKey{vault::MasterKey(*key), false};
  return std::unexpected(
      fmt::format("主密钥文件 {0} 应为 64 位十六进制数；请放回原来的文件。 The master key file {0} must hold 64 "
                  "hexadecimal digits: put the original file back.",
                  file.string()));
}

}  // namespace docket::config

#include "engine/vault/seal.hpp"

#include <openssl/evp.h>

#include <cstring>
#include <memory>

#include "engine/base/ensure.hpp"

namespace docket::vault {
namespace {

// OpenSSL 3 looks an algorithm up slowly: once is enough.
const EVP_CIPHER* algorithm() {
  static const EVP_CIPHER* cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return cipher;
}

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

Context context() {
  Context made(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  ENSURE(made != nullptr && algorithm() != nullptr, "AES-256-GCM is at hand");
  return made;
}

const unsigned char* in(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* out(std::string& text, std::size_t at) { return reinterpret_cast<unsigned char*>(text.data() + at); }

void put_nonce(std::string& sealed, RandomSource& random) {
  const auto first = random.next();
  const auto second = random.next();
  std::memcpy(sealed.data(), &first, 8);
  std::memcpy(sealed.data() + 8, &second, 4);
}

}  // namespace

std::string seal(const Key& key, std::string_view place, std::string_view text, RandomSource& random) {
  std::string sealed(seal_size + text.size(), '\0');
  put_nonce(sealed, random);
  const auto made = context();
  int count = 0;
  const bool done =
      EVP_EncryptInit_ex2(made.get(), algorithm(), in(key.bytes()), in(sealed), nullptr) == 1 &&
      EVP_EncryptUpdate(made.get(), nullptr, &count, in(place), static_cast<int>(place.size())) == 1 &&
      EVP_EncryptUpdate(made.get(), out(sealed, nonce_size), &count, in(text), static_cast<int>(text.size())) == 1 &&
      EVP_EncryptFinal_ex(made.get(), out(sealed, nonce_size + text.size()), &count) == 1 &&
      EVP_CIPHER_CTX_ctrl(made.get(), EVP_CTRL_GCM_GET_TAG, tag_size, out(sealed, nonce_size + text.size())) == 1;
  ENSURE(done, "AES-256-GCM seals");
  return sealed;
}

std::optional<std::string> unseal(const Key& key, std::string_view place, std::string_view sealed) {
  if (sealed.size() < seal_size) return std::nullopt;
  const auto size = sealed.size() - seal_size;
  std::string tag(sealed.substr(nonce_size + size));
  std::string text(size, '\0');
  const auto made = context();
  int count = 0;
  const bool opened =
      EVP_DecryptInit_ex2(made.get(), algorithm(), in(key.bytes()), in(sealed), nullptr) == 1 &&
      EVP_DecryptUpdate(made.get(), nullptr, &count, in(place), static_cast<int>(place.size())) == 1 &&
      EVP_DecryptUpdate(made.get(), out(text, 0), &count, in(sealed.substr(nonce_size)), static_cast<int>(size)) == 1 &&
      EVP_CIPHER_CTX_ctrl(made.get(), EVP_CTRL_GCM_SET_TAG, tag_size, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(made.get(), out(text, size), &count) == 1;
  if (!opened) return std::nullopt;
  return text;
}

}  // namespace docket::vault

#include "adapters/http/keyed_hash.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "engine/base/ensure.hpp"

namespace docket::http {

std::string KeyedHash::request(std::string_view method, std::string_view path, std::string_view body) const {
  std::string text;
  text.reserve(method.size() + path.size() + body.size() + 2);
  text.append(method).append(1, '\0').append(path).append(1, '\0').append(body);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  const auto* made =
      HMAC(EVP_sha256(), secret_.data(), static_cast<int>(secret_.size()), bytes, text.size(), digest, &size);
  ENSURE(made != nullptr && size == 32, "HMAC-SHA256 gives 32 bytes");
  return std::string(reinterpret_cast<const char*>(digest), size);
}

}  // namespace docket::http

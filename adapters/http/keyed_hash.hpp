// HMAC-SHA256 under the directory's secret: what is kept of a request beside its idempotency key. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace docket::http {

class KeyedHash {
 public:
  explicit KeyedHash(std::string secret) : secret_(std::move(secret)) {}
  std::string request(std::string_view method, std::string_view path,
                      std::string_view body) const;  // 32 bytes

 private:
  std::string secret_;
};

}  // namespace docket::http

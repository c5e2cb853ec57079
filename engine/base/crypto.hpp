// The few primitives we need from OpenSSL, as strings.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace docket::crypto {

std::string sha256(std::string_view data);                             // 32 bytes
std::string hmac_sha256(std::string_view key, std::string_view data);  // 32 bytes
std::string hex(std::string_view bytes);
std::string base64(std::string_view bytes);  // the standard alphabet, padded
std::optional<std::string> from_base64(std::string_view text);
std::string base64url(std::string_view bytes);  // without padding
std::optional<std::string> from_base64url(std::string_view text);
bool equal(std::string_view left, std::string_view right);  // in constant time for equal lengths

}  // namespace docket::crypto

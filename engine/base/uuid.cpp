#include "engine/base/uuid.hpp"

#include <openssl/rand.h>

#include <array>
#include <utility>

#include "engine/base/ensure.hpp"

namespace docket {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

void put_hex(std::string& out, std::uint64_t value, int digits) {
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) out += hex_digits[(value >> shift) & 0xF];
}

}  // namespace

std::uint64_t SystemRandom::next() {
  // Buffered per thread: one call to the generator serves many ids.
  thread_local std::array<std::uint64_t, 64> pool{};
  thread_local std::size_t left = 0;
  if (left == 0) {
    ENSURE(RAND_bytes(reinterpret_cast<unsigned char*>(pool.data()), sizeof(pool)) == 1,
           "the system has no randomness");
    left = pool.size();
  }
  return std::exchange(pool[--left], 0);  // it may become a key: no copy stays
}

std::string make_uuid7(std::string_view prefix, Timestamp instant, std::uint16_t rand_a, std::uint64_t random) {
  const auto millis = static_cast<std::uint64_t>(instant.time_since_epoch().count());
  std::string out;
  out.reserve(prefix.size() + 37);
  out.append(prefix);
  out += '_';
  put_hex(out, millis >> 16, 8);
  out += '-';
  put_hex(out, millis & 0xFFFF, 4);
  out += '-';
  put_hex(out, 0x7000U | (rand_a & 0x0FFFU), 4);
  out += '-';
  put_hex(out, 0x8000U | ((random >> 48) & 0x3FFFU), 4);
  out += '-';
  put_hex(out, random & 0xFFFFFFFFFFFFU, 12);
  return out;
}

bool is_uuid7(std::string_view text, std::string_view prefix) {
  if (text.size() != prefix.size() + 37 || !text.starts_with(prefix) || text[prefix.size()] != '_') return false;
  const auto uuid = text.substr(prefix.size() + 1);
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? uuid[i] != '-' : hex_digits.find(uuid[i]) == std::string_view::npos) return false;
  }
  return uuid[14] == '7' && (uuid[19] == '8' || uuid[19] == '9' || uuid[19] == 'a' || uuid[19] == 'b');
}

std::uint16_t virtual_partition(std::string_view org) {
  // FNV-1a: stable for ever, unlike std::hash.
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : org) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return static_cast<std::uint16_t>((hash ^ (hash >> 32)) & 0x0FFF);
}

}  // namespace docket

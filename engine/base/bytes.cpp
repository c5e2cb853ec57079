#include "engine/base/bytes.hpp"

namespace docket::bytes {
namespace {

template <typename T>
void put_big_endian(std::string& out, T value) {
  for (int shift = static_cast<int>(sizeof(T) - 1) * 8; shift >= 0; shift -= 8)
    out += static_cast<char>((value >> shift) & 0xFF);
}

template <typename T>
T big_endian(std::string_view data) {
  T value = 0;
  for (const char c : data) value = static_cast<T>((value << 8) | static_cast<unsigned char>(c));
  return value;
}

}  // namespace

void put_u8(std::string& out, std::uint8_t value) { out += static_cast<char>(value); }
void put_u32(std::string& out, std::uint32_t value) { put_big_endian(out, value); }
void put_u64(std::string& out, std::uint64_t value) { put_big_endian(out, value); }

void put_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>((value & 0x7F) | 0x80);
  out += static_cast<char>(value);
}

void put_string(std::string& out, std::string_view text) {
  put_varint(out, text.size());
  out.append(text);
}

void put_time(std::string& out, Timestamp time) {
  put_u64(out, static_cast<std::uint64_t>(time.time_since_epoch().count()));
}

std::string_view Reader::take(std::size_t count) {
  if (!ok_ || count > rest_.size()) {
    ok_ = false;
    return {};
  }
  const auto taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

std::uint8_t Reader::u8() { return static_cast<std::uint8_t>(big_endian<std::uint32_t>(take(1))); }
std::uint32_t Reader::u32() { return big_endian<std::uint32_t>(take(4)); }
std::uint64_t Reader::u64() { return big_endian<std::uint64_t>(take(8)); }

std::uint64_t Reader::varint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const auto byte = u8();
    if (!ok_) return 0;
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return value;
  }
  ok_ = false;
  return 0;
}

Timestamp Reader::time() { return Timestamp(Timestamp::duration(static_cast<std::int64_t>(u64()))); }

std::string Reader::string() {
  const auto size = varint();
  return std::string(take(size));
}

}  // namespace docket::bytes

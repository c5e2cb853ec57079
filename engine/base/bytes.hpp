// The primitives of every stored format: big-endian integers (so that keys sort like numbers), varints,
// strings with their length. A Reader never reads past its end; once it has failed every later read fails
// too.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/clock.hpp"

namespace docket::bytes {

void put_u8(std::string& out, std::uint8_t value);
void put_u32(std::string& out, std::uint32_t value);
void put_u64(std::string& out, std::uint64_t value);
void put_varint(std::string& out, std::uint64_t value);
void put_time(std::string& out, Timestamp time);  // milliseconds since the epoch, as u64
void put_string(std::string& out, std::string_view text);

class Reader {
 public:
  explicit Reader(std::string_view data) : rest_(data) {}
  std::uint8_t u8();
  std::uint32_t u32();
  std::uint64_t u64();
  std::uint64_t varint();
  Timestamp time();
  std::string string();
  std::string_view rest() const { return rest_; }
  bool ok() const { return ok_; }
  bool done() const { return ok_ && rest_.empty(); }

 private:
  std::string_view take(std::size_t count);
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace docket::bytes

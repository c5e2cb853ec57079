// Prefixed UUIDv7 (RFC 9562 §5.7). The 12 `rand_a` bits hold the virtual partition of the org, so that an id
// alone can be routed; the 62 `rand_b` bits are random, so ids cannot be guessed from one another. The port
// exists so that tests and seeding bring their own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/clock.hpp"

namespace docket {

class RandomSource {
 public:
  virtual ~RandomSource() = default;
  virtual std::uint64_t next() = 0;  // 64 unpredictable bits; any thread
};

// The operating system's generator through OpenSSL.
class SystemRandom final : public RandomSource {
 public:
  std::uint64_t next() override;
};

// `<prefix>_<32 lower-case hex digits in UUID grouping>`, e.g. case_0198…-….
std::string make_uuid7(std::string_view prefix, Timestamp instant, std::uint16_t rand_a, std::uint64_t random);

// Is `text` the prefix, an underscore and a well-formed UUIDv7?
bool is_uuid7(std::string_view text, std::string_view prefix);

// The virtual partition of an org: a stable hash, 0…4095.
std::uint16_t virtual_partition(std::string_view org);

}  // namespace docket

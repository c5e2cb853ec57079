// The port through which time enters, and its spelling. Instants are UTC milliseconds; the text is RFC 3339,
// always `YYYY-MM-DDThh:mm:ss.mmmZ`, so that texts sort like the instants.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace docket {

using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() = 0;  // any thread
};

class SystemClock final : public Clock {
 public:
  Timestamp now() override;
};

std::string format_timestamp(Timestamp instant);
void append_timestamp(std::string& out, Timestamp instant);

// Strict RFC 3339 with `Z` or a numeric offset; up to nine fraction digits, truncated to milliseconds.
std::optional<Timestamp> parse_timestamp(std::string_view text);

}  // namespace docket

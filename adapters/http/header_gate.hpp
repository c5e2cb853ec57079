// Refuses what two readers could read differently — framing, hosts, targets — before a byte of the body is
// read. Pure: a header in, a reason or the frame of its body out. What the parser library lets through is
// listed in the test.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>

#include "adapters/http/message.hpp"
#include "adapters/http/problem.hpp"

namespace docket::http {

struct Frame {
  bool chunked = false;
  std::uint64_t length = 0;  // when not chunked
  bool wants_continue = false;
  bool keep_alive = true;
  bool has_body() const { return chunked || length > 0; }
};

// `hosts` empty: any one well-formed Host.
std::expected<Frame, Reason> check_head(const Head& head, std::span<const std::string> hosts);

}  // namespace docket::http

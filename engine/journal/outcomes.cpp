#include "engine/journal/outcomes.hpp"

#include "engine/base/bytes.hpp"

namespace docket::journal {
namespace {
constexpr std::uint8_t outcome_format = 1;
}

// outcome := format:u8 recorded:u64 offset:u64 opened:u8 request_hash (length:varint bytes)
std::string encode_outcome(const StoredOutcome& outcome) {
  std::string out;
  bytes::put_u8(out, outcome_format);
  bytes::put_time(out, outcome.recorded);
  bytes::put_u64(out, outcome.offset);
  bytes::put_u8(out, outcome.opened ? 1 : 0);
  bytes::put_string(out, outcome.request_hash);
  return out;
}

std::optional<StoredOutcome> decode_outcome(std::string_view stored) {
  bytes::Reader in(stored);
  if (in.u8() != outcome_format) return std::nullopt;
  StoredOutcome outcome;
  outcome.recorded = in.time();
  outcome.offset = in.u64();
  outcome.opened = in.u8() == 1;
  outcome.request_hash = in.string();
  if (!in.done()) return std::nullopt;
  return outcome;
}

std::optional<Timestamp> outcome_time(std::string_view stored) {
  bytes::Reader in(stored);
  if (in.u8() != outcome_format) return std::nullopt;
  const auto recorded = in.u64();
  if (!in.ok()) return std::nullopt;
  return Timestamp(std::chrono::milliseconds(static_cast<std::int64_t>(recorded)));
}

}  // namespace docket::journal

// What became of a command that carried an idempotency key: kept in the commit that made it true, so that
// asking again with the same key can never apply it twice. A row holds no body: the answer is rendered again
// from the log.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/clock.hpp"
#include "engine/model/ids.hpp"

namespace docket::journal {

struct StoredOutcome {
  std::string request_hash;
  std::uint64_t offset = 0;  // of the record in the log
  bool opened = false;
  Timestamp recorded;
};

std::string encode_outcome(const StoredOutcome& outcome);
std::optional<StoredOutcome> decode_outcome(std::string_view bytes);

// When an outcome row was written, without decoding the rest: what the store's garbage collection asks.
std::optional<Timestamp> outcome_time(std::string_view bytes);

}  // namespace docket::journal

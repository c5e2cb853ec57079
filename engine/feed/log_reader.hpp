// The log as a follower reads it: the envelope of each record and the bytes of its data, which nobody parses.
// Any thread; `store` outlives it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/journal/record.hpp"
#include "engine/journal/store.hpp"

namespace docket::feed {

class LogReader {
 public:
  explicit LogReader(const journal::Store& store) : store_(store) {}

  // Records after `offset`, in order, at most `max`; none is read once they hold `bytes_max` (a step of 64 may go
  // over).
  Result<std::vector<journal::Record>> after(std::uint64_t offset, std::size_t max,
                                             std::size_t bytes_max = SIZE_MAX) const;
  // The record at an offset; nothing when the log holds none there.
  Result<std::optional<journal::Record>> at(std::uint64_t offset) const;
  Result<std::uint64_t> tail() const;

 private:
  const journal::Store& store_;
};

}  // namespace docket::feed

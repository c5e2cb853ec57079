// The newest records of the log, decoded once for all hooks. Whoever is further behind reads alone. On the deliverer's
// thread.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "engine/index/reader.hpp"

namespace docket::webhook {

using RecordPtr = std::shared_ptr<const journal::Record>;

class Window {
 public:
  explicit Window(const index::Reader& reader) : reader_(reader) {}

  // From the end of the log on.
  Result<void> open();
  // What was written since, up to a position of the log; at most `max` records.
  Result<std::vector<RecordPtr>> grow(std::uint64_t upto, std::size_t max);
  // Nobody asks for what is up to there.
  void pass(std::uint64_t upto);
  // The records behind `position`, at most `max`, up to where it has grown to; none: there are no more.
  Result<std::vector<RecordPtr>> after(std::uint64_t position, std::size_t max) const;
  Result<RecordPtr> at(std::uint64_t offset) const;
  std::uint64_t tail() const { return tail_; }

 private:
  const index::Reader& reader_;
  std::deque<RecordPtr> records_;  // without gaps, the last one at tail_
  std::uint64_t tail_ = 0;
};

}  // namespace docket::webhook

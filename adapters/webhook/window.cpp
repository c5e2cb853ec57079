#include "adapters/webhook/window.hpp"

#include <algorithm>

namespace docket::webhook {
namespace {

constexpr std::size_t records_max = 1024;
// Read by whoever is behind: mostly the first of them is told and then read again.
constexpr std::size_t alone_max = 32;

}  // namespace

Result<void> Window::open() {
  const auto tail = reader_.tail();
  if (!tail) return std::unexpected(tail.error());
  tail_ = tail->offset;
  return {};
}

Result<std::vector<RecordPtr>> Window::grow(std::uint64_t upto, std::size_t max) {
  std::vector<RecordPtr> fresh;
  if (upto <= tail_) return fresh;
  auto read = reader_.events({0, tail_}, std::min<std::uint64_t>(max, upto - tail_));
  if (!read) return std::unexpected(read.error());
  for (auto& record : *read) {
    tail_ = record.position.offset;
    fresh.push_back(std::make_shared<const journal::Record>(std::move(record)));
    records_.push_back(fresh.back());
    if (records_.size() > records_max) records_.pop_front();
  }
  return fresh;
}

void Window::pass(std::uint64_t upto) {
  if (upto <= tail_) return;
  tail_ = upto;
  records_.clear();
}

Result<std::vector<RecordPtr>> Window::after(std::uint64_t position, std::size_t max) const {
  std::vector<RecordPtr> found;
  if (position >= tail_) return found;
  const auto first = tail_ - records_.size() + 1;
  if (position + 1 >= first) {
    const auto skipped = position + 1 - first;
    for (auto i = skipped; i < records_.size() && found.size() < max; ++i) found.push_back(records_[i]);
    return found;
  }
  auto read = reader_.events({0, position}, std::min<std::uint64_t>({max, alone_max, tail_ - position}));
  if (!read) return std::unexpected(read.error());
  for (auto& record : *read) found.push_back(std::make_shared<const journal::Record>(std::move(record)));
  return found;
}

Result<RecordPtr> Window::at(std::uint64_t offset) const {
  const auto found = after(offset - 1, 1);
  if (!found) return std::unexpected(found.error());
  if (found->empty() || found->front()->position.offset != offset)
    return fail(Errc::corrupt, "the log holds no record where one was parked");
  return found->front();
}

}  // namespace docket::webhook

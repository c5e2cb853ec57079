// A store that keeps a copy of every commit on its way down, so that the very same rows can be written again
// elsewhere, and knows how long the copying took.
#pragma once

#include <chrono>
#include <vector>

#include "tests/support/forwarding_store.hpp"

namespace docket::benchmark {

using Seconds = std::chrono::duration<double>;

class RecordingStore final : public test::ForwardingStore {
 public:
  explicit RecordingStore(journal::Store& below) : ForwardingStore(below) {}

  Result<void> append(const journal::Commit& commit) override {
    const auto begin = std::chrono::steady_clock::now();
    commits_.push_back(commit);
    copying_ += std::chrono::steady_clock::now() - begin;
    return ForwardingStore::append(commit);
  }

  const std::vector<journal::Commit>& commits() const { return commits_; }
  Seconds copying() const { return copying_; }

 private:
  std::vector<journal::Commit> commits_;
  Seconds copying_{};
};

}  // namespace docket::benchmark

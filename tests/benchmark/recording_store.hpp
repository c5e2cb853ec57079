// A store that keeps a copy of every commit on its way down, so that the very same rows can be written again
// elsewhere.
#pragma once

#include <vector>

#include "tests/support/forwarding_store.hpp"

namespace docket::benchmark {

class RecordingStore final : public test::ForwardingStore {
 public:
  explicit RecordingStore(journal::Store& below) : ForwardingStore(below) {}

  Result<void> append(const journal::Commit& commit) override {
    commits_.push_back(commit);
    return ForwardingStore::append(commit);
  }

  const std::vector<journal::Commit>& commits() const { return commits_; }

 private:
  std::vector<journal::Commit> commits_;
};

}  // namespace docket::benchmark

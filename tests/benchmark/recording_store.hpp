// A store that keeps a copy of every commit on its way down, so that the very same rows can be written again
// elsewhere, and knows how long the copying took.
#pragma once

#include <chrono>
#include <vector>

#include "engine/journal/store.hpp"

namespace docket::benchmark {

using Seconds = std::chrono::duration<double>;

class RecordingStore final : public journal::Store {
 public:
  explicit RecordingStore(journal::Store& below) : below_(below) {}

  Result<void> append(const journal::Commit& commit) override {
    const auto begin = std::chrono::steady_clock::now();
    commits_.push_back(commit);
    copying_ += std::chrono::steady_clock::now() - begin;
    return below_.append(commit);
  }
  std::optional<Error> failure() const override { return below_.failure(); }
  Result<std::optional<std::string>> get(journal::Family family, std::string_view key) const override {
    return below_.get(family, key);
  }
  Result<std::vector<std::optional<std::string>>> get_many(journal::Family family,
                                                           std::span<const std::string> keys) const override {
    return below_.get_many(family, keys);
  }
  Result<std::vector<journal::Entry>> scan(journal::Family family, const journal::Range& range) const override {
    return below_.scan(family, range);
  }

  const std::vector<journal::Commit>& commits() const { return commits_; }
  Seconds copying() const { return copying_; }

 private:
  journal::Store& below_;
  std::vector<journal::Commit> commits_;
  Seconds copying_{};
};

}  // namespace docket::benchmark

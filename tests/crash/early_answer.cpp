#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "tests/crash/broken_stores.hpp"

namespace docket::crash {

namespace {

using journal::Commit;
using journal::Entry;
using journal::Family;
using journal::Range;
using std::chrono::steady_clock;

constexpr std::chrono::milliseconds delay{20};

class EarlyAnswer final : public journal::Store {
 public:
  explicit EarlyAnswer(std::unique_ptr<journal::Store> honest)
      : honest_(std::move(honest)), writer_([this](const std::stop_token& stop) { write_late(stop); }) {}

  Result<void> hint(const journal::Row& row) override { return honest_->hint(row); }
  Result<void> scrub(Family family, std::span<const std::string> keys) override { return honest_->scrub(family, keys); }
  Result<void> append(const Commit& commit) override {
    const std::lock_guard lock(mutex_);
    late_.push_back({steady_clock::now() + delay, commit});
    changed_.notify_one();
    return {};
  }

  std::optional<Error> failure() const override { return honest_->failure(); }

  Result<std::optional<std::string>> get(Family family, std::string_view key) const override {
    const std::lock_guard lock(mutex_);
    const auto rows = late_rows(family);
    if (const auto row = rows.find(std::string(key)); row != rows.end()) return row->second;
    return honest_->get(family, key);
  }

  Result<std::vector<std::optional<std::string>>> get_many(Family family,
                                                           std::span<const std::string> keys) const override {
    std::vector<std::optional<std::string>> values;
    for (const auto& key : keys) {
      auto value = get(family, key);
      if (!value) return std::unexpected(value.error());
      values.push_back(std::move(*value));
    }
    return values;
  }

  Result<std::vector<Entry>> scan(Family family, const Range& range) const override {
    const std::lock_guard lock(mutex_);
    const auto rows = late_rows(family);
    auto wide = range;
    wide.max += rows.size();
    auto written = honest_->scan(family, wide);
    if (!written || rows.empty()) return written;
    std::map<std::string, std::string> seen;
    for (auto& entry : *written) seen[entry.key] = std::move(entry.value);
    for (const auto& [key, value] : rows) {
      if (key < range.from || key >= range.to) continue;
      if (value) seen[key] = *value;
      if (!value) seen.erase(key);
    }
    std::vector<Entry> entries;
    for (auto& [key, value] : seen) entries.push_back({key, value});
    if (range.backwards) std::ranges::reverse(entries);
    if (entries.size() > range.max) entries.resize(range.max);
    return entries;
  }

 private:
  struct Late {
    steady_clock::time_point when;
    Commit commit;
  };

  std::map<std::string, std::optional<std::string>> late_rows(Family family) const {
    std::map<std::string, std::optional<std::string>> rows;
    for (const auto& late : late_) {
      for (const auto& row : late.commit.rows) {
        if (row.family == family) rows[row.key] = row.value;
      }
    }
    return rows;
  }

  // At the end everything is written, so that only a kill shows the lie.
  void write_late(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, stop, [this] { return !late_.empty(); });
      if (late_.empty()) return;
      const auto next = late_.front();
      lock.unlock();
      if (!stop.stop_requested()) std::this_thread::sleep_until(next.when);
      (void)honest_->append(next.commit);
      lock.lock();
      late_.pop_front();
    }
  }

  std::unique_ptr<journal::Store> honest_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Late> late_;
  std::jthread writer_;
};

}  // namespace

std::unique_ptr<journal::Store> create_early_answer(std::unique_ptr<journal::Store> honest) {
  return std::make_unique<EarlyAnswer>(std::move(honest));
}

}  // namespace docket::crash

#include "adapters/kafka/topic_check.hpp"

#include <algorithm>

namespace docket::kafka {

namespace {
constexpr std::size_t sentences_max = 100;
}

TopicCheck::TopicCheck(std::vector<std::int64_t> low, std::uint64_t journal_tail) : seen_(journal_tail + 1, false) {
  for (const auto offset : low) partitions_.push_back({offset, 0, 0});
}

void TopicCheck::say(std::uint64_t& count, const std::string& sentence) {
  ++count;
  if (sentences_.size() < sentences_max) sentences_.push_back(sentence);
}

void TopicCheck::see(const Sighting& sighting) {
  const auto where = "partition " + std::to_string(sighting.partition) + " offset " + std::to_string(sighting.offset) +
                     ": " + (sighting.id.empty() ? "a message" : sighting.id);
  findings_.furthest = std::max(findings_.furthest, sighting.position.value_or(0));
  if (sighting.position && *sighting.position >= seen_.size()) {
    ++findings_.newer;
    return;
  }
  if (!sighting.position || !sighting.ours) return say(findings_.foreign, where + " is not of this log 不属于本日志");
  const auto position = *sighting.position;
  auto& partition = partitions_[static_cast<std::size_t>(sighting.partition)];
  ++findings_.seen;
  if (!sighting.same) say(findings_.changed, where + " is not what the log holds 内容与日志不符");
  if (!sighting.at_home) say(findings_.misplaced, where + " belongs to another partition 不在应在的分区");
  if (seen_[position]) return say(findings_.duplicates, where + " is there a second time 重复");
  if (position < partition.last) say(findings_.reorderings, where + " comes too late 次序颠倒");
  seen_[position] = true;
  newest_ = std::max(newest_, position);
  partition.last = std::max(partition.last, position);
  if (partition.first == 0) partition.first = position;
}

void TopicCheck::expect(std::uint64_t position, int where, const std::string& id) {
  if (position >= seen_.size() || seen_[position]) return;
  const auto& partition = partitions_[static_cast<std::size_t>(where)];
  const bool before_all = partition.first == 0 || position < partition.first;
  if (position > newest_) {
    ++findings_.pending;
  } else if (partition.low > 0 && before_all) {
    ++findings_.expired;
  } else {
    say(findings_.gaps, id + " is not in partition " + std::to_string(where) + " 缺失");
  }
}

}  // namespace docket::kafka

// Reads partitions of a topic as a read_committed consumer without a group: aborted and control records are skipped,
// and it knows when it has reached the end. For the tails, for `verify`, for whoever reads a topic whole. One thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/kafka/connection.hpp"
#include "adapters/kafka/lanes.hpp"
#include "adapters/kafka/message.hpp"
#include "adapters/kafka/topic.hpp"

namespace docket::kafka {

// Views end with the call.
struct Consumed {
  int partition = 0;
  std::int64_t offset = 0;
  std::string_view key;
  std::string_view value;
  HeaderViews headers;
};

class TopicReader {
 public:
  static Attempt<std::unique_ptr<TopicReader>> open(const Options& options);

  Attempt<int> partition_count(const Limit& limit);
  Attempt<Extent> extent(int partition_count, const Limit& limit);

  struct Start {
    int partition = 0;
    std::int64_t offset = 0;
  };
  // Every message from each start to the end of its partition; the answer is those ends. Behind an end an open
  // transaction may hide more (a commit's markers come a little after its answer): whoever must know the true end
  // waits for it, as long as the limit allows (Condition::topic_unsettled).
  enum class OpenTransaction { wait, ignore };
  using EndOffsets = std::map<int, std::int64_t>;  // by partition
  Attempt<EndOffsets> read(const std::vector<Start>& starts, const std::function<void(const Consumed&)>& take,
                           OpenTransaction open, const Limit& limit);

 private:
  struct Ending;
  TopicReader(std::string topic_name, std::unique_ptr<Connection> connection, TopicHandle topic);
  Attempt<void> take_one(rd_kafka_queue_t* queue, const std::function<void(const Consumed&)>& take, Ending& ending);

  std::string topic_name_;
  std::unique_ptr<Connection> connection_;
  TopicHandle topic_;
};

// A topic opened to be read whole: how many partitions it has and where each begins and ends.
struct Survey {
  std::unique_ptr<TopicReader> reader;
  int partition_count = 0;
  Extent extent;
};
Attempt<Survey> survey(const Options& options, const Limit& limit);

// The last event of every partition, by reading ever larger pieces of its end.
Attempt<std::vector<Tail>> read_tails(const Options& options, int partition_count, const Limit& limit);

}  // namespace docket::kafka

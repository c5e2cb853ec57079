#include "adapters/kafka/topic_reader.hpp"

#include <algorithm>

#include "adapters/kafka/errors.hpp"

namespace docket::kafka {
namespace {

constexpr std::int64_t tail_window = 16;  // offsets read first; more while they hold no event
constexpr std::int64_t window_growth = 16;

const Properties consumer_properties = {
    {"isolation.level", "read_committed"}, {"enable.auto.commit", "false"},  {"enable.partition.eof", "true"},
    {"fetch.wait.max.ms", "10"},           {"fetch.error.backoff.ms", "50"}, {"queued.max.messages.kbytes", "4096"},
    {"auto.offset.reset", "error"},
};

Consumed view(const rd_kafka_message_t& message) {
  Consumed seen;
  seen.partition = message.partition;
  seen.offset = message.offset;
  seen.key = {static_cast<const char*>(message.key), message.key_len};
  seen.value = {static_cast<const char*>(message.payload), message.len};
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return seen;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
       ++i) {
    seen.headers.emplace_back(name, std::string_view(static_cast<const char*>(value), size));
  }
  return seen;
}

}  // namespace

Attempt<std::unique_ptr<TopicReader>> TopicReader::open(const Options& options) {
  auto connection = Connection::open(RD_KAFKA_CONSUMER, options, consumer_properties);
  if (!connection) return std::unexpected(connection.error());
  auto topic = open_topic(**connection, options.topic);
  if (!topic) return std::unexpected(topic.error());
  return std::unique_ptr<TopicReader>(new TopicReader(options.topic, std::move(*connection), std::move(*topic)));
}

TopicReader::TopicReader(std::string topic_name, std::unique_ptr<Connection> connection, TopicHandle topic)
    : topic_name_(std::move(topic_name)), connection_(std::move(connection)), topic_(std::move(topic)) {}

Attempt<int> TopicReader::partition_count(const Limit& limit) {
  const auto metadata = ask_for_topic(*connection_, topic_.get(), limit);
  if (!metadata) return std::unexpected(metadata.error());
  const auto topic = topic_in(*metadata, topic_name_);
  if (!topic) return std::unexpected(topic.error());
  return (*topic)->partition_cnt;
}

Attempt<Extent> TopicReader::extent(int partition_count, const Limit& limit) {
  return extent_of(*connection_, topic_name_, partition_count, limit);
}

Attempt<Survey> survey(const Options& options, const Limit& limit) {
  auto reader = TopicReader::open(options);
  if (!reader) return std::unexpected(reader.error());
  const auto count = (*reader)->partition_count(limit);
  if (!count) return std::unexpected(count.error());
  auto extent = (*reader)->extent(*count, limit);
  if (!extent) return std::unexpected(extent.error());
  return Survey{std::move(*reader), *count, std::move(*extent)};
}

// How far a read is from its end.
struct TopicReader::Ending {
  OpenTransaction open;
  const Limit& limit;
  EndOffsets ends;
  std::optional<Failure> hidden;  // what the last partition that had no true end would be refused for
};

Attempt<void> TopicReader::take_one(rd_kafka_queue_t* queue, const std::function<void(const Consumed&)>& take,
                                    Ending& ending) {
  const std::unique_ptr<rd_kafka_message_t, decltype(&rd_kafka_message_destroy)> message(
      rd_kafka_consume_queue(queue, ending.limit.slice()), rd_kafka_message_destroy);
  rd_kafka_poll(connection_->get(), 0);
  if (!message) return {};
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    take(view(*message));
    return {};
  }
  if (message->err != RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    return std::unexpected(connection_->explain(
        {condition_of(message->err), std::string("reading the topic: ") + rd_kafka_message_errstr(message.get())}));
  }
  std::int64_t low = 0;
  std::int64_t high = 0;
  rd_kafka_get_watermark_offsets(connection_->get(), topic_name_.c_str(), message->partition, &low, &high);
  if (ending.open == OpenTransaction::wait && high > message->offset) {
    ending.hidden = Failure{Condition::topic_unsettled, "partition " + std::to_string(message->partition) + " holds " +
                                                            std::to_string(high - message->offset) +
                                                            " records of an open transaction"};
    return {};  // it says so again once it has moved on
  }
  ending.ends[message->partition] = message->offset;
  return {};
}

Attempt<TopicReader::EndOffsets> TopicReader::read(const std::vector<Start>& starts,
                                                   const std::function<void(const Consumed&)>& take,
                                                   OpenTransaction open, const Limit& limit) {
  auto* queue = rd_kafka_queue_new(connection_->get());
  Ending ending{open, limit, {}, {}};
  std::optional<Failure> failure;
  std::size_t started = 0;
  for (const auto& start : starts) {
    if (rd_kafka_consume_start_queue(topic_.get(), start.partition, start.offset, queue) != 0) {
      const auto error = rd_kafka_last_error();
      failure = Failure{condition_of(error), rd_kafka_err2str(error)};
      break;
    }
    ++started;
  }
  while (!failure && ending.ends.size() < starts.size()) {
    if (limit.over()) {
      failure = ending.hidden
                    ? *ending.hidden
                    : connection_->explain({Condition::broker_unreachable, "reading the topic: no end in time"});
    } else if (const auto taken = take_one(queue, take, ending); !taken) {
      failure = taken.error();
    }
  }
  for (std::size_t i = 0; i < started; ++i) rd_kafka_consume_stop(topic_.get(), starts[i].partition);
  rd_kafka_queue_destroy(queue);
  if (failure) return std::unexpected(*failure);
  return std::move(ending.ends);
}

Attempt<std::vector<Tail>> read_tails(const Options& options, int partition_count, const Limit& limit) {
  auto reader = TopicReader::open(options);
  if (!reader) return std::unexpected(reader.error());
  const auto extent = (*reader)->extent(partition_count, limit);
  if (!extent) return std::unexpected(extent.error());
  std::vector<Tail> tails;
  std::vector<std::int64_t> from;  // where each partition has been read from; its low end: as a whole
  for (int i = 0; i < partition_count; ++i) {
    const auto index = static_cast<std::size_t>(i);
    tails.push_back({extent->low[index], extent->end[index], {}});
    from.push_back(-1);
  }
  const auto take = [&](const Consumed& message) {
    auto reading = read_message(message.headers, message.value);
    tails[static_cast<std::size_t>(message.partition)].last =
        LastEvent{std::move(reading.id), reading.position, partition_of(message.key, partition_count), ""};
  };
  for (auto window = tail_window;; window *= window_growth) {
    std::vector<TopicReader::Start> starts;
    for (std::size_t i = 0; i < tails.size(); ++i) {
      if (tails[i].last || from[i] == tails[i].low) continue;
      from[i] = std::max(tails[i].low, tails[i].end - window);
      starts.push_back({static_cast<int>(i), from[i]});
    }
    if (starts.empty()) return tails;
    const auto ends = (*reader)->read(starts, take, TopicReader::OpenTransaction::wait, limit);
    if (!ends) return std::unexpected(ends.error());
    for (const auto& [partition, end] : *ends) tails[static_cast<std::size_t>(partition)].end = end;
  }
}

}  // namespace docket::kafka

#include "adapters/kafka/verification.hpp"

#include "adapters/kafka/topic_reader.hpp"

namespace docket::kafka {
namespace {

constexpr std::size_t page = 1000;
constexpr std::chrono::hours read_max{24};

Failure unreadable(const Error& error) { return {Condition::journal_unreadable, error.detail}; }

Result<Sighting> hold_against(const feed::LogReader& log, const Consumed& message, int partition_count) {
  const auto reading = read_message(message.headers, message.value);
  Sighting sighting;
  sighting.partition = message.partition;
  sighting.offset = message.offset;
  sighting.id = reading.id;
  sighting.position = reading.position;
  sighting.at_home = partition_of(message.key, partition_count) == message.partition;
  if (!reading.position) return sighting;
  const auto record = log.at(*reading.position);
  if (!record) return std::unexpected(record.error());
  if (!*record) return sighting;
  std::string storage;
  sighting.ours = (*record)->event.id() == reading.id && key_of(**record) == message.key;
  sighting.same = value_of(**record, reading.mode, storage) == message.value;
  return sighting;
}

}  // namespace

Attempt<TopicCheck> verify(const feed::LogReader& log, const Options& options,
                           const std::function<void(std::uint64_t)>& progress) {
  const std::function<bool()> never = [] { return false; };
  const Limit limit{std::chrono::steady_clock::now() + options.answer_max, never};
  auto topic = survey(options, limit);
  if (!topic) return std::unexpected(topic.error());
  const auto count = topic->partition_count;
  const auto tail = log.tail();
  if (!tail) return std::unexpected(unreadable(tail.error()));
  std::vector<TopicReader::Start> starts;
  for (int i = 0; i < count; ++i) starts.push_back({i, topic->extent.low[static_cast<std::size_t>(i)]});
  TopicCheck check(std::move(topic->extent.low), *tail);

  std::optional<Error> error;
  std::uint64_t read_count = 0;
  const auto take = [&](const Consumed& message) {
    const auto sighting = hold_against(log, message, count);
    if (!sighting) {
      error = sighting.error();
    } else {
      check.see(*sighting);
    }
    if (++read_count % page == 0) progress(read_count);
  };
  const auto done = topic->reader->read(starts, take, TopicReader::OpenTransaction::ignore,
                                        {std::chrono::steady_clock::now() + read_max, never});
  if (!done) return std::unexpected(done.error());

  for (std::uint64_t after = 0; !error;) {
    const auto records = log.after(after, page);
    if (!records) return std::unexpected(unreadable(records.error()));
    if (records->empty()) break;
    for (const auto& record : *records) {
      after = record.position.offset;
      if (wants(options, record)) check.expect(after, partition_of(key_of(record), count), record.event.id());
    }
  }
  if (error) return std::unexpected(unreadable(*error));
  return check;
}

}  // namespace docket::kafka

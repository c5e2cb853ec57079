#include "adapters/kafka/republication.hpp"

#include <thread>

#include "adapters/kafka/courier.hpp"
#include "adapters/kafka/topic_reader.hpp"

namespace docket::kafka {
namespace {

// A cursor for a topic that holds nothing: everything before `from` counts as published.
Attempt<Kept> fresh(const Options& options, std::uint64_t from) {
  const std::function<bool()> never = [] { return false; };
  const Limit limit{std::chrono::steady_clock::now() + options.answer_max, never};
  const auto topic = survey(options, limit);
  if (!topic) return std::unexpected(topic.error());
  Kept kept{options.topic, {}};
  for (const auto end : topic->extent.end) {
    if (end > 0) return std::unexpected(Failure{Condition::topic_not_empty, options.topic});
    kept.lanes.push_back({from == 0 ? 0 : from - 1, 0, 0});
  }
  return kept;
}

bool passes_by_itself(Condition condition) {
  return condition == Condition::broker_unreachable || condition == Condition::broker_refused ||
         condition == Condition::topic_too_few_replicas || condition == Condition::topic_unsettled;
}

}  // namespace

Attempt<std::uint64_t> republish(const feed::LogReader& log, Options options, std::uint64_t from,
                                 const std::function<void(const Progress&)>& progress) {
  options.transactional_id += ".republish." + options.topic;
  auto kept = fresh(options, from);
  if (!kept) return std::unexpected(kept.error());
  const auto tail = log.tail();
  if (!tail) return std::unexpected(Failure{Condition::journal_unreadable, tail.error().detail});
  Publication publication(options, std::move(*kept));
  Courier courier(log, options, [] { return false; });
  auto action = publication.begin();
  while (action.verb != Verb::listen) {
    Input input = Done{};
    if (action.verb == Verb::rest) {
      std::this_thread::sleep_for(action.patience);
    } else {
      input = courier.perform(action.verb, publication);
    }
    action = publication.step(input);
    progress({publication.position(), *tail, publication.committed_count(), publication.trouble()});
    const auto& trouble = publication.trouble();
    if (trouble && !passes_by_itself(trouble->condition)) return std::unexpected(*trouble);
  }
  return publication.committed_count();
}

}  // namespace docket::kafka

#include "adapters/kafka/publisher.hpp"

#include "adapters/kafka/courier.hpp"
#include "engine/base/log.hpp"
#include "engine/feed/cursor.hpp"

namespace docket::kafka {
namespace {

constexpr std::chrono::milliseconds refresh_every{1000};  // lag and status while resting

std::optional<Kept> remembered(const journal::Store& store) {
  const auto cursor = feed::load_cursor(store, Publisher::follower);
  if (!cursor) {
    log::warn("the cursor cannot be read; the topic tells where to go on", {{"detail", cursor.error().detail}});
    return std::nullopt;
  }
  if (!*cursor) return std::nullopt;
  return decode_notes((*cursor)->notes);
}

}  // namespace

Publisher::Publisher(journal::Store& store, Clock& clock, Metrics& metrics, const Options& options)
    : store_(store),
      clock_(clock),
      meters_(metrics),
      options_(options),
      log_(store),
      status_(std::make_shared<feed::Status>(feed::Status{.name = follower, .checking = true})) {}

Publisher::~Publisher() { stop(); }

void Publisher::start() {
  thread_ = std::thread([this] { run(); });
}

void Publisher::stop() {
  if (!thread_.joinable()) return;
  drain_end_.store(std::chrono::steady_clock::now() + options_.drain_max);
  bell_.interrupt();
  thread_.join();
}

feed::Status Publisher::status() const {
  auto status = *status_.load();
  status.tail = std::max(bell_.tail(), status.position);
  status.degraded = status.trouble || status.tail - status.position > options_.lag_max;
  return status;
}

void Publisher::run() {
  Publication publication(options_, remembered(store_));
  saved_ = publication.position();
  Courier courier(log_, options_, [this] { return std::chrono::steady_clock::now() >= drain_end_.load(); });
  auto action = publication.begin();
  while (true) {
    const auto verb = action.verb;
    if (verb == Verb::publish) begun_ = std::chrono::steady_clock::now();
    const bool waits = verb == Verb::listen || verb == Verb::rest;
    const auto input = waits ? wait(action, publication) : courier.perform(verb, publication);
    action = publication.step(input);
    measure(verb, input, courier.batch());
    tell(publication);
    if (verb == Verb::commit || action.verb == Verb::listen) save(publication);
    if (bell_.interrupted() && may_end(publication, action.verb)) break;
  }
}

Input Publisher::wait(const Action& action, const Publication& publication) {
  if (action.verb == Verb::listen) {
    bell_.wait(publication.front(), action.patience);
    return Woken{bell_.tail() > publication.front()};
  }
  // Two processes that were cut off together should not come back together.
  const auto share = 0.5 + static_cast<double>(random_.next() % 1000) / 2000.0;
  const auto end =
      std::chrono::steady_clock::now() + std::chrono::duration_cast<std::chrono::milliseconds>(share * action.patience);
  while (!bell_.interrupted()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left <= std::chrono::milliseconds(0)) break;
    bell_.rest(std::min(left, refresh_every));
    meters_.standing(publication.position(), bell_.tail());
  }
  return Done{};
}

// A stopping publisher ends when it has caught up, when it is in trouble, or when its time is over.
bool Publisher::may_end(const Publication& publication, Verb next) const {
  if (next == Verb::listen || next == Verb::rest || publication.trouble()) return true;
  return std::chrono::steady_clock::now() >= drain_end_.load();
}

void Publisher::measure(Verb verb, const Input& input, const Batch& batch) {
  const bool failed = std::holds_alternative<Failure>(input);
  if (verb == Verb::commit && !failed) meters_.acknowledged(batch, clock_.now());
  if (verb == Verb::abort && !failed) meters_.aborted();
  const bool in_transaction = verb == Verb::publish || verb == Verb::commit || verb == Verb::abort;
  if (in_transaction && failed && std::get<Failure>(input).remedy == Remedy::start_over) meters_.unknown();
}

// The current condition once per change in the log, always in status and metrics.
void Publisher::tell(const Publication& publication) {
  auto status = *status_.load();
  const auto& trouble = publication.trouble();
  const std::string before = status.trouble ? status.trouble->condition : "";
  const std::string now = trouble ? std::string(name_of(trouble->condition)) : "";
  const auto committed = publication.committed_count();
  if (committed > told_count_) {
    meters_.committed(committed - told_count_, std::chrono::steady_clock::now() - begun_);
    told_count_ = committed;
  }
  if (publication.lost_count() > lost_count_) {
    meters_.lost(publication.lost_count() - lost_count_);
    log::warn("the topic lost events; they are published again",
              {{"partitions", std::to_string(publication.lost_count() - lost_count_)},
               {"from", std::to_string(publication.front())}});
    lost_count_ = publication.lost_count();
  }
  meters_.standing(publication.position(), bell_.tail());
  status.position = publication.position();
  status.checking = !publication.knows_the_topic();
  status.published = committed;
  if (now != before) {
    meters_.condition(trouble ? trouble->condition : Condition::none);
    status.trouble.reset();
    if (trouble) {
      const auto sentence = sentence_of(trouble->condition);
      status.trouble = feed::Trouble{now, sentence, trouble->detail, clock_.now()};
      log::warn("kafka: " + now,
                {{"condition", now}, {"zh", sentence.zh_cn}, {"en", sentence.en}, {"detail", trouble->detail}});
    } else {
      log::info("kafka: publishing", {{"position", std::to_string(status.position)}});
    }
  } else if (trouble) {
    status.trouble->detail = trouble->detail;
  }
  status_.store(std::make_shared<const feed::Status>(std::move(status)));
}

// Only what is committed; losing the row costs a longer look at the topic, never an event.
void Publisher::save(const Publication& publication) {
  if (publication.position() == saved_) return;
  const auto notes = encode_notes({options_.topic, publication.lanes()});
  const auto saved = feed::save_cursor(store_, follower, {publication.position(), notes});
  if (saved) saved_ = publication.position();
}

}  // namespace docket::kafka

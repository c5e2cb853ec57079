#include "adapters/kafka/courier.hpp"

#include "adapters/kafka/topic_reader.hpp"
#include "engine/base/ensure.hpp"

namespace docket::kafka {
namespace {

Input done(const Attempt<void>& attempt) { return attempt ? Input(Done{}) : Input(attempt.error()); }

template <typename T>
Input either(Attempt<T> attempt) {
  return attempt ? Input(std::move(*attempt)) : Input(attempt.error());
}

// The machine asks again; what was gathered stays good.
Failure unreadable(const Error& error) { return {Condition::journal_unreadable, error.detail, Remedy::abort}; }

}  // namespace

Courier::Courier(const feed::LogReader& log, Options options, std::function<bool()> stopped)
    : log_(log), options_(std::move(options)), stopped_(std::move(stopped)) {}

Input Courier::perform(Verb verb, const Publication& publication) {
  switch (verb) {
    case Verb::create:
      return create();
    case Verb::describe:
      return describe(limit(options_.answer_max));
    case Verb::look:
    case Verb::read_tails:
      return read_tails(limit(2 * options_.answer_max));
    case Verb::fence:
      return done(producer_->fence(limit(options_.transaction_max)));
    case Verb::gather:
      return gather(publication);
    case Verb::publish:
      return either(producer_->publish(batch_, limit(options_.transaction_max)));
    case Verb::commit:
      return done(producer_->commit(limit(options_.transaction_max)));
    case Verb::abort:
      return done(producer_->abort(limit(options_.transaction_max)));
    case Verb::watch:
      return either(producer_->ends(partition_count_, limit(options_.answer_max)));
    case Verb::destroy:
      producer_.reset();
      return Done{};
    case Verb::listen:
    case Verb::rest:
      break;
  }
  ENSURE(false, "waiting is not the courier's");
}

Input Courier::create() {
  auto made = Producer::create(options_);
  if (!made) return made.error();
  producer_ = std::move(*made);
  return Done{};
}

Input Courier::describe(const Limit& limit) {
  auto described = producer_->describe(limit);
  if (!described) return described.error();
  partition_count_ = described->partition_count;
  return std::move(*described);
}

Input Courier::read_tails(const Limit& limit) {
  auto tails = kafka::read_tails(options_, partition_count_, limit);
  if (!tails) return tails.error();
  const auto journal_tail = log_.tail();
  if (!journal_tail) return unreadable(journal_tail.error());
  for (auto& tail : *tails) {
    if (!tail.last || !tail.last->position) continue;
    const auto record = log_.at(*tail.last->position);
    if (!record) return unreadable(record.error());
    if (*record) tail.last->journal_id = (*record)->event.id();
  }
  return Tails{std::move(*tails), *journal_tail};
}

Input Courier::gather(const Publication& publication) {
  const auto max = publication.batch_max();
  auto records = log_.after(publication.front(), max, options_.batch_bytes_max);
  if (!records) return unreadable(records.error());
  const auto tail = log_.tail();
  if (!tail) return unreadable(tail.error());
  const bool ended = records->empty() || records->back().position.offset >= *tail;
  batch_ = select(std::move(*records), publication.lanes(), options_, max);
  return Gathered{batch_.events.size(), batch_.through, ended && !batch_.cut};
}

}  // namespace docket::kafka

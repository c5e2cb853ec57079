#include "engine/partition/partition.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace docket::partition {

namespace asio = boost::asio;

Partition::Partition(std::unique_ptr<Writer> writer, const PartitionOptions& options)
    : writer_(std::move(writer)),
      options_(options),
      deciding_open_(asio::make_work_guard(deciding_)),
      committing_open_(asio::make_work_guard(committing_)) {
  decider_ = std::thread([this] { deciding_.run(); });
  committer_ = std::thread([this] { committing_.run(); });
}

Partition::~Partition() { stop(); }

void Partition::offer(model::Command command, Gate::Done done) {
  if (closed_.load()) return done(Error(Errc::stopping, "the server is stopping"));
  if (waiting_.fetch_add(1) >= options_.mailbox_max) {
    waiting_.fetch_sub(1);
    return done(Error(Errc::overloaded, "the mailbox is full"));
  }
  asio::post(deciding_,
             [this, envelope = Envelope{std::move(command), std::move(done)}]() mutable { take(std::move(envelope)); });
}

void Partition::take(Envelope envelope) {
  taken_.push_back(std::move(envelope));
  decide();
  if (scheduled_) return;
  scheduled_ = true;
  // Behind every envelope that is already queued, so that they share the commit.
  asio::post(deciding_, [this] {
    scheduled_ = false;
    send();
  });
}

void Partition::decide() {
  while (!taken_.empty() && callers_.size() < options_.batch_max) {
    writer_->decide(taken_.front().command);
    callers_.push_back(std::move(taken_.front().done));
    taken_.pop_front();
  }
}

void Partition::send() {
  if (busy_ || callers_.empty()) return;
  busy_ = true;
  // The deciding thread must not end before it has settled this.
  auto guard = asio::make_work_guard(deciding_);
  asio::post(committing_, [this, batch = writer_->close(), callers = std::exchange(callers_, {}),
                           guard = std::move(guard)]() mutable { commit(*batch, std::move(callers)); });
  decide();
}

void Partition::commit(Batch& batch, std::vector<Gate::Done> callers) {
  writer_->commit(batch);
  // First the next batch on its way, then the answers of this one: settling leaves the outcomes alone.
  asio::post(deciding_, [this] {
    writer_->settle();
    busy_ = false;
    send();
  });
  waiting_.fetch_sub(callers.size());
  for (std::size_t i = 0; i < callers.size(); ++i) callers[i](std::move(batch.outcomes[i]));
  for (auto* bell : bells_) bell->ring(writer_->tail());
}

void Partition::follow(feed::Bell& bell) {
  bell.ring(tail());
  asio::post(committing_, [this, &bell] {
    bells_.push_back(&bell);
    bell.ring(writer_->tail());
  });
}

void Partition::stop() {
  if (closed_.exchange(true)) return;
  deciding_open_.reset();  // each context ends when everything taken is answered
  if (decider_.joinable()) decider_.join();
  committing_open_.reset();
  if (committer_.joinable()) committer_.join();
}

}  // namespace docket::partition

#include "engine/partition/partition.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <iterator>
#include <utility>

namespace docket::partition {

namespace asio = boost::asio;

namespace {

// Envelopes that are worth waking the deciding thread for while nothing could be committed anyway.
constexpr std::size_t handful = 8;

}  // namespace

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
  if (waiting_.fetch_add(1) >= options_.mailbox_max) {
    waiting_.fetch_sub(1);
    return done(Error(Errc::overloaded, "the mailbox is full"));
  }
  bool wake = false;
  {
    std::unique_lock lock(mail_mutex_);
    if (closed_) {
      lock.unlock();
      waiting_.fetch_sub(1);
      return done(Error(Errc::stopping, "the server is stopping"));
    }
    mail_.push_back({std::move(command), std::move(done)});
    wake = !woken_ && (!busy_ || mail_.size() >= handful);
    woken_ = woken_ || wake;
  }
  if (wake) asio::post(deciding_, [this] { collect(); });
}

void Partition::collect() {
  std::vector<Envelope> mail;
  {
    const std::scoped_lock lock(mail_mutex_);
    woken_ = false;
    mail.swap(mail_);
  }
  std::ranges::move(mail, std::back_inserter(taken_));
  decide();
  if (scheduled_) return;
  scheduled_ = true;
  // Behind what is already queued, so that it shares the commit.
  asio::post(deciding_, [this] {
    scheduled_ = false;
    send();
    decide();
  });
}

void Partition::decide() {
  while (!taken_.empty() && callers_.size() < options_.batch_max) {
    writer_->decide(taken_.front().command);
    callers_.push_back(std::move(taken_.front().done));
    taken_.pop_front();
    if (enough()) send();
  }
}

// Half of what waits: it is committed while the other half is decided, and so on in turns.
bool Partition::enough() const {
  return callers_.size() == options_.batch_max || 2 * callers_.size() >= waiting_.load(std::memory_order_relaxed);
}

void Partition::send() {
  if (busy_ || callers_.empty()) return;  // only this thread changes busy_
  {
    const std::scoped_lock lock(mail_mutex_);
    busy_ = true;
  }
  // The deciding thread must not end before it has settled this.
  auto guard = asio::make_work_guard(deciding_);
  asio::post(committing_, [this, batch = writer_->close(), callers = std::exchange(callers_, {}),
                           guard = std::move(guard)]() mutable { commit(*batch, std::move(callers)); });
}

void Partition::commit(Batch& batch, std::vector<Gate::Done> callers) {
  writer_->commit(batch);
  // First the next batch on its way, then the answers of this one: settling leaves the outcomes alone.
  asio::post(deciding_, [this] { arrive(); });
  waiting_.fetch_sub(callers.size());
  for (std::size_t i = 0; i < callers.size(); ++i) callers[i](std::move(batch.outcomes[i]));
  for (auto* bell : bells_) bell->ring(writer_->tail());
}

// What was too little to wake anyone for shares the next commit.
void Partition::arrive() {
  writer_->settle();
  {
    const std::scoped_lock lock(mail_mutex_);
    busy_ = false;
  }
  if (enough()) send();
  collect();
}

void Partition::follow(feed::Bell& bell) {
  bell.ring(tail());
  asio::post(committing_, [this, &bell] {
    bells_.push_back(&bell);
    bell.ring(writer_->tail());
  });
}

void Partition::stop() {
  {
    const std::scoped_lock lock(mail_mutex_);
    if (std::exchange(closed_, true)) return;
  }
  asio::post(deciding_, [this] { collect(); });  // whoever is yet to be woken for it: the last mail is here
  deciding_open_.reset();                        // each context ends when everything taken is answered
  if (decider_.joinable()) decider_.join();
  committing_open_.reset();
  if (committer_.joinable()) committer_.join();
}

}  // namespace docket::partition

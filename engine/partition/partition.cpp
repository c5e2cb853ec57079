#include "engine/partition/partition.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <iterator>

namespace docket::partition {

namespace asio = boost::asio;

Partition::Partition(std::unique_ptr<Writer> writer, const PartitionOptions& options)
    : writer_(std::move(writer)), options_(options), tail_(writer_->tail()), open_(asio::make_work_guard(context_)) {
  thread_ = std::thread([this] { context_.run(); });
}

Partition::~Partition() { stop(); }

void Partition::offer(model::Command command, Gate::Done done) {
  if (closed_.load()) return done(Error(Errc::stopping, "the server is stopping"));
  if (waiting_.fetch_add(1) >= options_.mailbox_max) {
    waiting_.fetch_sub(1);
    return done(Error(Errc::overloaded, "the mailbox is full"));
  }
  asio::post(context_,
             [this, envelope = Envelope{std::move(command), std::move(done)}]() mutable { take(std::move(envelope)); });
}

void Partition::take(Envelope envelope) {
  taken_.push_back(std::move(envelope));
  if (scheduled_) return;
  scheduled_ = true;
  // Behind every envelope that is already queued, so that they share the commit.
  asio::post(context_, [this] { write_batch(); });
}

void Partition::write_batch() {
  const auto count = std::min(taken_.size(), options_.batch_max);
  const auto end = taken_.begin() + static_cast<std::ptrdiff_t>(count);
  std::vector<model::Command> commands;
  std::vector<Gate::Done> callers;
  commands.reserve(count);
  callers.reserve(count);
  for (auto at = taken_.begin(); at != end; ++at) {
    commands.push_back(std::move(at->command));
    callers.push_back(std::move(at->done));
  }
  taken_.erase(taken_.begin(), end);
  auto outcomes = writer_->write(std::move(commands));
  tail_.store(writer_->tail(), std::memory_order_relaxed);
  failed_.store(writer_->failed(), std::memory_order_relaxed);
  waiting_.fetch_sub(count);
  for (std::size_t i = 0; i < count; ++i) callers[i](std::move(outcomes[i]));
  for (auto* bell : bells_) bell->ring(writer_->tail());
  scheduled_ = !taken_.empty();
  if (scheduled_) asio::post(context_, [this] { write_batch(); });
}

void Partition::follow(feed::Bell& bell) {
  bell.ring(tail());
  asio::post(context_, [this, &bell] {
    bells_.push_back(&bell);
    bell.ring(writer_->tail());
  });
}

void Partition::stop() {
  if (closed_.exchange(true)) return;
  open_.reset();  // the context ends when everything taken is answered
  if (thread_.joinable()) thread_.join();
}

}  // namespace docket::partition

// One partition: a bounded mailbox and two threads. One decides commands as they arrive, the other takes what
// was decided to the disk, one batch at a time, and answers: while a commit is on its way the next batch
// gathers, decided by the handful. That is the group commit. Steps 5 to 12 of the walk.
//
// The one mutex of the engine guards the mailbox: held for a few moves, never across a decision, a callback or a
// post (ARCHITECTURE, decision 18).
//
// offer: any thread; answers at once when the mailbox is full (overloaded) or closed (stopping).
// stop: closes the mailbox, answers what was taken, joins the threads.
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "engine/feed/bell.hpp"
#include "engine/gate.hpp"
#include "engine/partition/writer.hpp"

namespace docket::partition {

struct PartitionOptions {
  std::size_t mailbox_max = 1024;  // envelopes waiting; one more is refused with overloaded
  std::size_t batch_max = 256;     // commands per commit; the rest waits, undecided
};

class Partition {
 public:
  Partition(std::unique_ptr<Writer> writer, const PartitionOptions& options);
  ~Partition();

  void offer(model::Command command, Gate::Done done);
  void stop();

  // Rings after each commit from now on. The bell outlives stop().
  void follow(feed::Bell& bell);

  std::size_t waiting() const { return waiting_.load(std::memory_order_relaxed); }
  std::uint64_t tail() const { return writer_->tail(); }
  bool failed() const { return writer_->failed(); }

 private:
  struct Envelope {
    model::Command command;
    Gate::Done done;
  };
  using Context = boost::asio::io_context;
  using WorkGuard = boost::asio::executor_work_guard<Context::executor_type>;

  // On the deciding thread.
  void collect();
  void decide();
  void send();
  void arrive();
  bool enough() const;

  // On the committing thread.
  void commit(Batch& batch, std::vector<Gate::Done> callers);

  std::unique_ptr<Writer> writer_;
  PartitionOptions options_;
  std::mutex mail_mutex_;
  std::vector<Envelope> mail_;       // under the mutex, as the next three
  bool woken_ = false;               // collect is queued
  bool busy_ = false;                // a batch is on its way to the disk; whoever brings it back collects
  bool closed_ = false;              // no more mail
  std::deque<Envelope> taken_;       // beyond batch_max: not decided yet
  std::vector<Gate::Done> callers_;  // of the open batch, as its outcomes
  bool scheduled_ = false;           // send is queued
  std::vector<feed::Bell*> bells_;   // on the committing thread
  std::atomic<std::size_t> waiting_{0};
  Context deciding_{1};
  Context committing_{1};
  std::optional<WorkGuard> deciding_open_;
  std::optional<WorkGuard> committing_open_;
  std::thread decider_;
  std::thread committer_;
};

}  // namespace docket::partition

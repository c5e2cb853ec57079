// One partition: a thread, a bounded mailbox, a loop. While a commit is on its way to the disk envelopes
// gather, and the next batch takes them together: that is the group commit. Steps 5 to 12 of the walk.
//
// offer: any thread; answers at once when the mailbox is full (overloaded) or closed (stopping).
// stop: closes the mailbox, answers what was taken, joins the thread. The writer is used by that thread
// alone.
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "engine/feed/bell.hpp"
#include "engine/gate.hpp"
#include "engine/partition/writer.hpp"

namespace docket::partition {

struct PartitionOptions {
  std::size_t mailbox_max = 1024;  // envelopes waiting; one more is refused with overloaded
  std::size_t batch_max = 256;     // commands per commit; the rest waits for the next
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
  std::uint64_t tail() const { return tail_.load(std::memory_order_relaxed); }
  bool failed() const { return failed_.load(std::memory_order_relaxed); }

 private:
  struct Envelope {
    model::Command command;
    Gate::Done done;
  };

  void take(Envelope envelope);
  void write_batch();

  std::unique_ptr<Writer> writer_;
  PartitionOptions options_;
  std::vector<Envelope> taken_;     // on the partition's thread
  std::vector<feed::Bell*> bells_;  // on the partition's thread
  bool scheduled_ = false;          // on the partition's thread: write_batch is queued
  std::atomic<std::size_t> waiting_{0};
  std::atomic<std::uint64_t> tail_{0};
  std::atomic<bool> failed_{false};
  std::atomic<bool> closed_{false};
  boost::asio::io_context context_{1};
  std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> open_;
  std::thread thread_;
};

}  // namespace docket::partition

// Wakes a follower that sleeps at the end of the log. The writer rings after each commit and never waits: two
// atomics when the follower is awake, one wake-up when it sleeps, however many commits follow. A ring is a hint:
// the log is the truth, and a follower that missed one looks again when its patience ends.
//
// ring, interrupt, tail: any thread. wait, rest: the follower's thread alone. Outlives both.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <semaphore>

namespace docket::feed {

class Bell {
 public:
  // The log now ends at `tail`, and what stands beside it (tokens, hooks, the directory) is as its events made it.
  void ring(std::uint64_t tail);
  // Ends this and every later wait at once: the follower is to stop.
  void interrupt();
  bool interrupted() const { return interrupted_.load(); }
  std::uint64_t tail() const { return tail_.load(std::memory_order_acquire); }

  // Until the log grows beyond `known`, patience ends or somebody interrupts.
  void wait(std::uint64_t known, std::chrono::milliseconds patience);
  // Until patience ends or somebody interrupts; commits do not wake it.
  void rest(std::chrono::milliseconds patience);

 private:
  enum State : int { awake, listening, resting };

  void sleep(std::chrono::milliseconds patience);
  void settle();

  std::atomic<std::uint64_t> tail_{0};
  std::atomic<int> state_{awake};
  std::atomic<bool> interrupted_{false};
  std::binary_semaphore wake_{0};  // released once by whoever moves `state_` from asleep to awake
};

}  // namespace docket::feed

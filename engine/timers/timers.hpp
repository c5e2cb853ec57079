// Wakes what waits for a moment. Timers are rows ordered by when they are due, written by the commits that set them;
// the one thread here looks at the first of them several times a second and submits what has come due as a command of
// the system. Whoever decides it takes the row away in the same commit: so a moment comes once, however often it is
// asked, and what came due while nothing ran comes at the next start. Late by a look, never early.
//
// start after the engine, stop before it. `look` on no other thread once started. What it is given outlives it.
#pragma once

#include <atomic>
#include <thread>

#include "engine/base/clock.hpp"
#include "engine/base/error.hpp"
#include "engine/feed/bell.hpp"
#include "engine/gate.hpp"
#include "engine/journal/store.hpp"

namespace docket::timers {

class Timers {
 public:
  Timers(const journal::Store& store, Gate& gate, Clock& clock) : store_(store), gate_(gate), clock_(clock) {}
  ~Timers() { stop(); }

  void start();
  void stop();

  // Submits what is due, a limited number, and waits for the answers: how many they were.
  Result<std::size_t> look();

 private:
  void run();

  const journal::Store& store_;
  Gate& gate_;
  Clock& clock_;
  feed::Bell rest_;  // between two looks
  std::thread thread_;
};

}  // namespace docket::timers

#include "engine/feed/bell.hpp"

namespace docket::feed {

// The tail is stored before the state is read here, and the state before the tail is read in `wait`: whichever
// comes second sees the other, so no commit falls between looking and sleeping.
void Bell::ring(std::uint64_t tail) {
  tail_.store(tail);
  if (int asleep = listening; state_.load() == listening && state_.compare_exchange_strong(asleep, awake)) {
    wake_.release();
  }
}

void Bell::interrupt() {
  interrupted_.store(true);
  if (state_.exchange(awake) != awake) wake_.release();
}

void Bell::wait(std::uint64_t known, std::chrono::milliseconds patience) {
  state_.store(listening);
  if (tail_.load() > known) return settle();
  sleep(patience);
}

void Bell::rest(std::chrono::milliseconds patience) {
  state_.store(resting);
  sleep(patience);
}

void Bell::sleep(std::chrono::milliseconds patience) {
  if (interrupted_.load()) return settle();
  if (!wake_.try_acquire_for(patience)) settle();
}

// Awake again by itself; if somebody was faster, their release is on its way and must be taken.
void Bell::settle() {
  if (state_.exchange(awake) == awake) wake_.acquire();
}

}  // namespace docket::feed

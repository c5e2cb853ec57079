// Stores that break one promise each, for the crash rounds to catch. Without a crash neither can be told from
// the store it wraps.
#pragma once

#include <memory>

#include "engine/journal/store.hpp"

namespace docket::crash {

// Says "durable" at once and writes 20 ms later; reads see the commit in the meantime.
std::unique_ptr<journal::Store> create_early_answer(std::unique_ptr<journal::Store> honest);

// Writes the index rows of a commit in a second batch, 5 ms after the first.
std::unique_ptr<journal::Store> create_split_index(std::unique_ptr<journal::Store> honest);

// Does not keep what an Idempotency-Key was answered with.
std::unique_ptr<journal::Store> create_forgotten_outcome(std::unique_ptr<journal::Store> honest);

// No broken promise, but the worst moment: the process is gone when an erasure is committed and not scrubbed yet.
std::unique_ptr<journal::Store> create_killed_before_scrub(std::unique_ptr<journal::Store> honest);

}  // namespace docket::crash

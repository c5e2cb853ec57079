// How a follower is, as a value that anybody may ask for at any time from any thread: the door shows it, and a
// follower in trouble makes the process degraded, never unready.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/clock.hpp"
#include "workflows/problem.hpp"

namespace docket::feed {

// What stands in the way. The name is API; the sentence says what to do.
struct Trouble {
  std::string condition;  // "broker_unreachable"
  workflows::Label sentence;
  std::string detail;  // what the other side said last; for operators
  Timestamp since;     // when this condition began
};

struct Status {
  std::string name;
  std::uint64_t position = 0;   // everything up to here is outside
  std::uint64_t tail = 0;       // where the log ends
  std::uint64_t published = 0;  // events since the start of the process
  bool checking = false;        // has yet to see where it must go on: `position` is what it remembers
  std::optional<Trouble> trouble = {};
  bool degraded = false;  // in trouble, or far behind
};

class Follower {
 public:
  virtual ~Follower() = default;
  virtual Status status() const = 0;
};

}  // namespace docket::feed

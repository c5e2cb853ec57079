// When cases come in: the order of a whole run of one org, drawn before it begins. Follows from the org's seed, the
// window and the count alone; case n is the same in a larger run, except for the last few, which are chosen so that in
// a large run every state of both machines has a case in it when the window ends. Pure; memory: 16 bytes a case.
#pragma once

#include <vector>

#include "tools/seed/script.hpp"

namespace docket::seed {

struct Arrival {
  Timestamp at;
  std::uint32_t index = 0;
  std::uint32_t original = 0;
  std::uint16_t attempt = 0;
  Repeats repeats = Repeats::nothing;
  bool original_of_others = false;  // some case names this one
};

struct Plan {
  std::vector<Arrival> arrivals;  // in order of time
  std::size_t cases = 0;          // that will be opened: the arrivals, and disputes that opinions turn into
};

Plan plan_arrivals(const Town& town, std::size_t cases);

// The same story that the plan was made with.
Story story_of(const Town& town, const Arrival& arrival);

}  // namespace docket::seed

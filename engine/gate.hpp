// The one door in. Whoever wants something submits a command: HTTP, the command line, timers, imports. The
// answer comes after the commit is on disk. `submit` may be called from any thread; `done` is called exactly
// once, on the partition's thread: it must only hand the outcome on (post it to the caller's own executor)
// and return. A full mailbox or a stopping engine is answered at once, inside submit, with Errc::overloaded
// or Errc::stopping.
#pragma once

#include <functional>

#include "engine/model/command.hpp"
#include "engine/model/outcome.hpp"

namespace docket {

class Gate {
 public:
  using Done = std::move_only_function<void(model::Outcome)>;
  virtual ~Gate() = default;
  virtual void submit(model::Command command, Done done) = 0;
};

}  // namespace docket

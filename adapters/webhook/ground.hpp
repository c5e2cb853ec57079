// What the deliverer of web hooks stands on, and what an operator chooses of it. What it names outlives it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adapters/webhook/caller.hpp"
#include "engine/access.hpp"
#include "engine/base/clock.hpp"
#include "engine/feed/pulse.hpp"
#include "engine/hooks.hpp"
#include "engine/index/reader.hpp"
#include "workflows/queues.hpp"

namespace docket::webhook {

struct Options {
  std::vector<std::string> allowed;  // networks that are not public and may be called
  CallLimits limits = {};
  Schedule retry = standard_schedule();
  std::chrono::seconds failing_max = std::chrono::hours(120);  // of nothing but failures: then a hook is paused
  std::string public_url;  // where people open cases in a browser, without a slash at the end; empty: no links
};

struct Ground {
  journal::Store& store;
  const index::Reader& reader;
  const Access& access;
  const Hooks& hooks;
  const workflows::Queues& queues;
  std::function<std::optional<HookSecret>(const HookRow&)> secret_of;              // with the master key
  std::function<Result<workflows::DefinitionPtr>(const std::string&)> definition;  // by its hash
  std::function<void(const model::HookId&, const std::string& why)> pause;         // HookChanged::why
  feed::Pulse& pulse;
  Clock& clock;
  RandomSource& random;
  std::string public_url;
};

}  // namespace docket::webhook

// What the door needs from the rest of the process. References outlive the server; every one may be used from
// any thread. `key_secret` keys the request hashes that are stored beside idempotency keys.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/access.hpp"
#include "engine/base/clock.hpp"
#include "engine/base/metrics.hpp"
#include "engine/base/uuid.hpp"
#include "engine/feed/follower.hpp"
#include "engine/feed/pulse.hpp"
#include "engine/gate.hpp"
#include "engine/health.hpp"
#include "engine/hooks.hpp"
#include "engine/index/reader.hpp"
#include "workflows/catalog.hpp"
#include "workflows/ledger.hpp"
#include "workflows/queues.hpp"

namespace docket::http {

struct Services {
  Gate& gate;
  const index::Reader& reader;
  const Access& access;
  const workflows::Catalog& catalog;
  // A definition some case is pinned to, by its hash: the catalogue may have moved on.
  std::function<Result<workflows::DefinitionPtr>(const std::string& hash)> definition;
  const HealthProbe& health;
  Metrics& metrics;
  Clock& clock;
  RandomSource& random;
  std::vector<const feed::Follower*> followers = {};
  const workflows::Queues& queues;
  const workflows::Ledgers& ledgers;
  const Hooks& hooks;
  std::function<std::string(const model::HookId&)> deliveries;  // what was tried last, JSON members
  std::function<Result<std::string>(const model::HookId&, std::uint64_t after, std::size_t max)> given_up =
      {};  // JSON list
  std::function<Result<std::uint64_t>(const HookRow&, const model::ReplayHook&)> count_replay = {};
  feed::Pulse& pulse;  // rung by the engine, started
  std::string key_secret;
  std::string asyncapi = {};  // the case-event channel described, JSON text
};

}  // namespace docket::http

// What a hook that watches a queue is told, as a value; as a CloudEvent and as a line for a chat group. Pure. Nothing
// that anybody typed is in it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/clock.hpp"
#include "engine/journal/record.hpp"
#include "workflows/problem.hpp"

namespace docket::webhook {

enum class QueueChange { entered, left, reached, aged, digest };

struct QueueTold {
  QueueChange change = QueueChange::entered;
  model::OrgId org;
  std::string whose;  // the org's name, for whoever hears of several
  std::string queue;
  workflows::Label label;
  std::uint64_t count = 0;          // cases in the queue, when it changed
  std::optional<Timestamp> oldest;  // since when the one that waits longest does
  std::uint64_t reached = 0;        // the threshold that was passed with it; 0: none
  std::chrono::seconds age{0};      // the threshold of the oldest, for `aged`
  Timestamp moment;                 // that came due, for `aged` and `digest`
  std::string headline;             // of the case that moved
  std::string case_id;              // and what else may be said of it; empty when it is guarded
  std::string number;
  std::string workflow;
  std::string state;
};

// docket.queue.<change>.v1 of the source /orgs/<org>/queues/<queue>.
std::string queue_cloud_event(const QueueTold& told, const std::string& id, const journal::Record& record);

// "【调解工作室待受理】现有 7 件，最久的已等 4 天。"
std::string queue_text(const QueueTold& told, Timestamp now);

}  // namespace docket::webhook

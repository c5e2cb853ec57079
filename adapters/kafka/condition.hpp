// What can stand between the log and the topic, by name. The names are API (log, metric, status); each comes
// with a sentence that says what to do. None of them loses or skips an event: publication waits and tries again.
#pragma once

#include <array>
#include <string_view>

#include "workflows/problem.hpp"

namespace docket::kafka {

enum class Condition {
  none,
  broker_unreachable,
  authentication_failed,
  tls_failed,
  not_authorized,
  topic_missing,
  topic_too_few_replicas,
  partitions_changed,
  message_too_large,
  fenced,
  other_history,
  log_rolled_back,
  topic_unsettled,
  topic_not_empty,
  broker_refused,
  client_refused,
  journal_unreadable,
};

inline constexpr std::array all_conditions = {
    Condition::broker_unreachable, Condition::authentication_failed, Condition::tls_failed,
    Condition::not_authorized,     Condition::topic_missing,         Condition::topic_too_few_replicas,
    Condition::partitions_changed, Condition::message_too_large,     Condition::fenced,
    Condition::other_history,      Condition::log_rolled_back,       Condition::topic_unsettled,
    Condition::topic_not_empty,    Condition::broker_refused,        Condition::client_refused,
    Condition::journal_unreadable,
};

std::string_view name_of(Condition condition);
workflows::Label sentence_of(Condition condition);

}  // namespace docket::kafka

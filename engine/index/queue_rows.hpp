// In which queues a case stands: (case before, case after) → rows and counters of the queues. Pure, so that the log
// says what they should be. A row is ordered by when the state was entered: the first row of a queue is the one that
// waits longest.
#pragma once

#include "engine/index/rows.hpp"
#include "workflows/queues.hpp"

namespace docket::index {

bool stands_in(const workflows::Queue& queue, const model::Case& subject);

// Where in a queue: `split` is the person who has the case, "" when the queue is not split; nothing when the case is
// not in it or its split has nobody.
std::optional<std::string> split_of(const workflows::Queue& queue, const model::Case& subject);

// 24 bytes that order cases within a queue and name them: when the state was entered, and the id.
std::string place_in_queue(const model::Case& subject);
Timestamp waits_since(std::string_view place);

// Which queues a case leaves and enters, ids in the order of the file; `before` is null for one that opens.
struct Moves {
  std::vector<std::string> left;
  std::vector<std::string> entered;
};
Moves moves_of(const workflows::Queues& queues, const model::Case* before, const model::Case& after);

void append_queue_rows(const workflows::Queues& queues, const model::Case* before, const model::Case& after,
                       std::vector<journal::Row>& rows, CounterChanges& counters);

std::vector<std::string> expected_queue_keys(const workflows::Queues& queues, const model::Case& subject);
std::vector<std::string> expected_queue_counters(const workflows::Queues& queues, const model::Case& subject);

}  // namespace docket::index

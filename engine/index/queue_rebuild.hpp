// The rows of the queues follow from the cases: when the filters have changed since they were made, they are made again
// before the first command. An interrupted run begins anew at the next start, for the filters are noted last.
#pragma once

#include "engine/base/error.hpp"
#include "engine/journal/store.hpp"
#include "workflows/queues.hpp"

namespace docket::index {

// Does nothing when the rows were made by these filters.
Result<void> keep_queues(journal::Store& store, const workflows::Queues& queues);

}  // namespace docket::index

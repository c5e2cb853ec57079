// librdkafka's codes → our conditions. The only place that knows both.
#pragma once

#include <librdkafka/rdkafka.h>

#include "adapters/kafka/failure.hpp"

namespace docket::kafka {

Condition condition_of(rd_kafka_resp_err_t code);

// Takes ownership of `error`.
Failure failure_of(rd_kafka_error_t* error);

}  // namespace docket::kafka

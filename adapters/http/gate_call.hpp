// Awaiting the one door in: submit on the connection's thread, come back to it with the outcome.
#pragma once

#include <expected>
#include <vector>

#include "adapters/http/call.hpp"
#include "engine/model/command.hpp"
#include "engine/model/outcome.hpp"

namespace docket::http {

// Nothing: no answer in time, the outcome is unknown.
Awaitable<std::optional<model::Outcome>> submit(Call& call, model::Command command);

// Says it, waits, and refuses for whoever asked when it was not accepted.
Awaitable<std::expected<model::Accepted, Response>> carry_out(Call& call, model::Intent intent);

// All at once, outcomes in the order of the commands.
Awaitable<std::optional<std::vector<model::Outcome>>> submit_all(Call& call, std::vector<model::Command> commands);

}  // namespace docket::http

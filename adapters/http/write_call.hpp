// What every write has in common: its command with key and correlation, and the answer to what became of it.
#pragma once

#include <expected>

#include "adapters/http/call.hpp"
#include "adapters/http/problem.hpp"
#include "engine/model/command.hpp"
#include "engine/model/outcome.hpp"

namespace docket::http {

std::expected<model::Command, Problem> make_command(const Call& call, model::Intent intent);

// The problem of an outcome that was not accepted, or of an answer that never came; logs what an operator
// must know.
Problem refusal_of(const Call& call, const std::optional<model::Outcome>& outcome);

Response refuse(const Call& call, const Problem& problem);
Response refuse(const Call& call, const Error& error);

}  // namespace docket::http

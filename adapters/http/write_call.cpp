#include "adapters/http/write_call.hpp"

#include "adapters/http/preconditions.hpp"
#include "adapters/http/wire.hpp"
#include "engine/base/crypto.hpp"
#include "engine/base/log.hpp"

namespace docket::http {
namespace {

// What is kept of a request beside its key: enough to know it again, nothing to read from it.
std::string hash_of(const Request& request, std::string_view secret) {
  std::string text;
  text.reserve(request.path.size() + request.body.size() + 16);
  text.append(request.head->method).append(1, '\0').append(request.path).append(1, '\0').append(request.body);
  return crypto::hmac_sha256(secret, text);
}

}  // namespace

std::expected<model::Command, Problem> make_command(const Call& call, model::Intent intent) {
  const auto& request = call.request;
  auto key = read_idempotency_key(*request.head);
  if (!key) return std::unexpected(problem(key.error()));
  model::Command command{.actor = request.actor,
                         .intent = std::move(intent),
                         .idempotency = {},
                         .correlation = std::string(request.id),
                         .traceparent = std::string(read_traceparent(*request.head))};
  if (*key) {
    command.idempotency = model::IdempotencyKey{std::move(**key), hash_of(request, call.app.services.key_secret)};
  }
  return command;
}

Problem refusal_of(const Call& call, const std::optional<model::Outcome>& outcome) {
  if (!outcome) {
    log::warn("the engine did not answer in time", {{"request_id", std::string(call.request.id)}});
    return problem(Reason::no_answer);
  }
  if (const auto* rejection = std::get_if<model::Rejection>(&*outcome)) return to_problem(*rejection);
  const auto* error = std::get_if<Error>(&*outcome);
  if (error == nullptr) return problem(Reason::internal);
  log::warn(
      "a command failed",
      {{"request_id", std::string(call.request.id)}, {"error", error->code.message()}, {"detail", error->detail}});
  return to_problem(*error);
}

Response refuse(const Call& call, const Problem& problem) { return answer(problem, call.request.id); }

Response refuse(const Call& call, const Error& error) {
  log::error("a request failed",
             {{"request_id", std::string(call.request.id)}, {"error", error.code.message()}, {"detail", error.detail}});
  return answer(to_problem(error), call.request.id);
}

}  // namespace docket::http

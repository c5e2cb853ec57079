#include "adapters/http/gate_call.hpp"

#include <atomic>

#include "adapters/http/write_call.hpp"

namespace docket::http {
namespace {

// The answers of one bulk call as they come in; whoever brings the last one hands them over.
template <typename Done>
struct Gathering {
  Gathering(std::size_t count, Done last) : outcomes(count), missing(count), done(std::move(last)) {}

  void take(std::size_t index, model::Outcome outcome) {
    outcomes[index] = std::move(outcome);
    if (missing.fetch_sub(1, std::memory_order_acq_rel) == 1) done(std::move(outcomes));
  }

  std::vector<model::Outcome> outcomes;
  std::atomic<std::size_t> missing;
  Done done;
};

}  // namespace

Awaitable<std::optional<model::Outcome>> submit(Call& call, model::Command command) {
  auto start = [&gate = call.app.services.gate, command = std::move(command)](auto done) mutable {
    gate.submit(std::move(command), std::move(done));
  };
  return call.pending.wait<model::Outcome>(call.deadline(), std::move(start));
}

Awaitable<std::expected<model::Accepted, Response>> carry_out(Call& call, model::Intent intent) {
  auto command = make_command(call, std::move(intent));
  if (!command) co_return std::unexpected(refuse(call, command.error()));
  auto outcome = co_await submit(call, std::move(*command));
  auto* accepted = outcome ? std::get_if<model::Accepted>(&*outcome) : nullptr;
  if (accepted == nullptr) co_return std::unexpected(refuse(call, refusal_of(call, outcome)));
  co_return std::move(*accepted);
}

Awaitable<std::optional<std::vector<model::Outcome>>> submit_all(Call& call, std::vector<model::Command> commands) {
  auto start = [&gate = call.app.services.gate, commands = std::move(commands)](auto done) mutable {
    auto gathering = std::make_shared<Gathering<decltype(done)>>(commands.size(), std::move(done));
    for (std::size_t i = 0; i < commands.size(); ++i) {
      gate.submit(std::move(commands[i]),
                  [gathering, i](model::Outcome outcome) { gathering->take(i, std::move(outcome)); });
    }
  };
  return call.pending.wait<std::vector<model::Outcome>>(call.deadline(), std::move(start));
}

}  // namespace docket::http

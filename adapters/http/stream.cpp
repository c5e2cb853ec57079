#include "adapters/http/stream.hpp"

#include <optional>

#include "adapters/http/compose.hpp"
#include "adapters/http/worker.hpp"

namespace docket::http {
namespace {

using Clock = std::chrono::steady_clock;

class Streaming {
 public:
  Streaming(Connection& connection, SourcePtr source, bool chunked)
      : connection_(connection), app_(connection.worker.app()), source_(std::move(source)), chunked_(chunked) {}

  Awaitable<void> run() {
    while (!app_.stopping) {
      const auto piece = co_await ask();
      if (!piece) break;  // the readers are busy; whoever listens comes back with the last id
      if (!piece->text.empty() && !co_await go_on(piece->text)) co_return;
      if (piece->end) break;
      if (!piece->more && !co_await wait(piece->known)) co_return;
    }
    if (chunked_) co_await go_on("");
  }

 private:
  Awaitable<std::optional<Piece>> ask() {
    auto start = [this](auto done) {
      auto shared = std::make_shared<decltype(done)>(std::move(done));
      const bool taken = app_.reads.offer([source = source_, shared] { (*shared)(source->next()); });
      if (!taken) (*shared)(Piece{.text = {}, .end = true});
    };
    return connection_.pending.wait<Piece>(Clock::now() + app_.options.answer_wait_max, std::move(start));
  }

  // False when the reader is gone.
  Awaitable<bool> wait(std::uint64_t known) {
    auto& pulse = app_.services.pulse;
    if (!co_await until_grown(connection_.pending, pulse, known, Clock::now() + app_.options.heartbeat_every))
      co_return co_await go_on(source_->heartbeat());
    const auto rest = source_->rest();
    if (rest.count() > 0) co_await until_grown(connection_.pending, pulse, never, Clock::now() + rest);
    co_return true;
  }

  Awaitable<bool> go_on(std::string_view text) {
    connection_.out.clear();
    if (chunked_) {
      append_chunk(connection_.out, text);
    } else {
      connection_.out.append(text);
    }
    connection_.expired = false;
    connection_.enter(Phase::writing, app_.options.write_wait_max);
    const bool sent = co_await connection_.send(connection_.out);
    connection_.phase = Phase::handling;
    co_return sent;
  }

  Connection& connection_;
  App& app_;
  SourcePtr source_;
  bool chunked_;
};

}  // namespace

Awaitable<bool> until_grown(Pending& pending, feed::Pulse& pulse, std::uint64_t known, Pending::Instant deadline) {
  auto start = [&pulse, &pending, known](auto done) {
    pulse.listen(&pending, known, [done = std::move(done)]() mutable { done(true); });
  };
  const auto grown = co_await pending.wait<bool>(deadline, std::move(start));
  if (!grown) pulse.forget(&pending);
  co_return grown.has_value();
}

Awaitable<void> run_stream(Connection& connection, SourcePtr source, bool chunked) {
  connection.phase = Phase::handling;
  Streaming streaming(connection, std::move(source), chunked);
  co_await streaming.run();
}

void append_frame(std::string& out, std::string_view id, std::string_view data) {
  out.append("id: ").append(id).append("\ndata: ").append(data).append("\n\n");
}

}  // namespace docket::http

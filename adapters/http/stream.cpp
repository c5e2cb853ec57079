#include "adapters/http/stream.hpp"

#include <optional>

#include "adapters/http/compose.hpp"
#include "adapters/http/worker.hpp"

namespace docket::http {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds busy_again{100};

class Streaming {
 public:
  Streaming(Connection& connection, SourcePtr source, bool chunked)
      : connection_(connection), app_(connection.worker.app()), source_(std::move(source)), chunked_(chunked) {}

  Awaitable<void> run() {
    while (!app_.stopping) {
      const auto piece = co_await ask();
      if (!piece) {  // every reader is busy
        co_await pause(busy_again);
        continue;
      }
      if (!piece->text.empty() && !co_await go_on(piece->text)) co_return;
      if (piece->end) break;
      if (!piece->more && !co_await wait(piece->known)) co_return;
    }
    if (chunked_) co_await go_on("");
  }

 private:
  // Nothing: try again later.
  Awaitable<std::optional<Piece>> ask() {
    auto start = [this](auto done) {
      auto shared = std::make_shared<decltype(done)>(std::move(done));
      const bool taken = app_.reads.offer([source = source_, shared] { (*shared)(source->next()); });
      if (!taken) (*shared)(std::nullopt);
    };
    const auto limit = Clock::now() + app_.options.answer_wait_max;
    auto piece = co_await connection_.pending.wait<std::optional<Piece>>(limit, std::move(start));
    if (piece) co_return std::move(*piece);
    Piece last;  // whoever listens comes back with the last id
    last.end = true;
    co_return last;
  }

  Awaitable<void> pause(std::chrono::milliseconds time) {
    co_await until_grown(connection_.pending, app_.services.pulse, never, Clock::now() + time);
  }

  // For the log to grow; a sign of life in time, also while it grows by what is not for this reader. False when the
  // reader is gone.
  Awaitable<bool> wait(std::uint64_t known) {
    const auto heartbeat = sent_ + app_.options.heartbeat_every;
    const bool grown = co_await until_grown(connection_.pending, app_.services.pulse, known, heartbeat);
    if (app_.stopping) co_return true;
    if (!grown || Clock::now() >= heartbeat) co_return co_await go_on(source_->heartbeat());
    if (source_->rest().count() > 0) co_await pause(source_->rest());
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
    sent_ = Clock::now();
    connection_.phase = Phase::handling;
    co_return sent;
  }

  Connection& connection_;
  App& app_;
  SourcePtr source_;
  bool chunked_;
  Clock::time_point sent_ = Clock::now();
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

#include "adapters/http/stream.hpp"

namespace docket::http {

Awaitable<bool> until_grown(Pending& pending, feed::Pulse& pulse, std::uint64_t known, Pending::Instant deadline) {
  auto start = [&pulse, &pending, known](auto done) {
    pulse.listen(&pending, known, [done = std::move(done)]() mutable { done(true); });
  };
  const auto grown = co_await pending.wait<bool>(deadline, std::move(start));
  if (!grown) pulse.forget(&pending);
  co_return grown.has_value();
}

void append_frame(std::string& out, std::string_view id, std::string_view data) {
  out.append("id: ").append(id).append("\ndata: ").append(data).append("\n\n");
}

}  // namespace docket::http

// An answer that goes on: server-sent events (WHATWG HTML, 9.2). A source says what is new; the session asks it
// whenever the log has grown, writes, and waits. So nothing is queued for a slow reader: it delays its own stream until
// its writes take too long, and resumes where it was by the last id that it has.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/http/executor.hpp"
#include "adapters/http/pending.hpp"
#include "engine/feed/pulse.hpp"

namespace docket::http {

struct Piece {
  std::string text;         // frames; may be empty
  std::uint64_t known = 0;  // the log was looked at up to here: there may be more when it is longer
  bool more = false;        // there is more already
  bool end = false;         // nothing comes any more: the caller may not listen any longer
};

class Source {
 public:
  Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  virtual ~Source() = default;
  // What is new since it was asked last. On a reader thread, one call at a time.
  virtual Piece next() = 0;
  // What a reader gets who has heard nothing for a while: a comment, and the id to resume by.
  virtual std::string heartbeat() const = 0;
  // How long it is left alone between two pieces; what happens meanwhile comes with the next.
  virtual std::chrono::milliseconds rest() const { return std::chrono::milliseconds(0); }
};
using SourcePtr = std::shared_ptr<Source>;

// False when the deadline came before the log grew beyond `known`. A server that stops ends the wait, as if it had
// grown.
inline constexpr std::uint64_t never = UINT64_MAX - 1;  // the log does not grow so far: to wait for the deadline alone
Awaitable<bool> until_grown(Pending& pending, feed::Pulse& pulse, std::uint64_t known, Pending::Instant deadline);

struct Connection;

// Behind the header of an answer that goes on: until the reader goes or may not listen any longer, or the server stops.
Awaitable<void> run_stream(Connection& connection, SourcePtr source, bool chunked);

// One frame. `data` is JSON text, without line breaks.
void append_frame(std::string& out, std::string_view id, std::string_view data);

}  // namespace docket::http

#include "adapters/http/session.hpp"

#include <boost/asio/as_tuple.hpp>
#include <optional>

#include "adapters/http/auth.hpp"
#include "adapters/http/compose.hpp"
#include "adapters/http/header_gate.hpp"
#include "adapters/http/stream.hpp"
#include "adapters/http/worker.hpp"
#include "adapters/http/write_call.hpp"
#include "engine/base/log.hpp"

namespace docket::http {
namespace {

using Clock = std::chrono::steady_clock;
using boost::beast::http::error;

constexpr std::size_t read_size = 8 * 1024;
constexpr std::size_t kept_bytes_max = 64 * 1024;  // larger buffers are given back between requests

// Where reading came to.
enum class Progress { done, gone, refused };

class Session {
 public:
  explicit Session(Connection& connection)
      : connection_(connection), worker_(connection.worker), app_(connection.worker.app()) {}

  Awaitable<void> run() {
    while (co_await exchange()) {
    }
    if (must_linger_) co_await linger();
  }

 private:
  // One request and its answer; false when the connection ends.
  Awaitable<bool> exchange() {
    begin();
    const auto header = co_await read_header();
    if (header == Progress::gone) co_return false;
    began_ = Clock::now();
    worker_.next_request_id(connection_.request_id);
    Response response;
    if (header == Progress::refused) {
      response = refuse(*reason_);
    } else {
      response = co_await respond();
      if (gone_) co_return false;
    }
    if (!co_await write(response)) co_return false;
    app_.traffic.answered(match_.route == nullptr ? Traffic::no_route : match_.index, response.status,
                          Clock::now() - began_);
    if (response.source && !match_.head) co_await run_stream(connection_, response.source, goes_on_in_chunks());
    co_return keep_alive_;
  }

  void begin() {
    if (connection_.out.capacity() > kept_bytes_max) connection_.out = {};
    if (connection_.memory.body.capacity() > kept_bytes_max) connection_.memory.body = {};
    connection_.out.clear();
    connection_.expired = false;
    parser_.emplace(connection_.memory, app_.options.header_fields_max);
    header_bytes_ = 0;
    match_ = {};
    reason_.reset();
    keep_alive_ = true;
    unread_ = false;
    header_is_ours_ = false;
    connection_.enter(Phase::idle, app_.options.idle_max);
  }

  // --- reading
  // -----------------------------------------------------------------------------------------------------

  Awaitable<Progress> read_header() {
    for (;;) {
      if (connection_.buffer.size() > 0) {
        if (connection_.phase == Phase::idle) connection_.enter(Phase::header, app_.options.header_wait_max);
        const auto progress = feed_header();
        if (progress) co_return *progress;
      }
      if (connection_.phase == Phase::idle && worker_.retiring()) co_return Progress::gone;
      if (co_await read_some()) continue;
      if (connection_.phase != Phase::header || !connection_.expired) co_return Progress::gone;
      co_return stop(Reason::timeout);
    }
  }

  // Nothing: the parser wants more.
  std::optional<Progress> feed_header() {
    const auto error = feed();
    if (header_bytes_ > app_.options.header_bytes_max) return stop(Reason::header_too_large);
    if (parser_->is_header_done() && !error) {
      if (connection_.memory.head.target.size() > app_.options.target_bytes_max) return stop(Reason::target_too_long);
      return Progress::done;
    }
    if (error == error::need_more) return still_within_limits();
    return stop(reason_of(error));
  }

  std::optional<Progress> still_within_limits() {
    const auto pending = connection_.buffer.size();
    const bool in_request_line = header_bytes_ == 0;
    // Method, blanks and version stand beside the target in the request line.
    if (in_request_line && pending > app_.options.target_bytes_max + 64) return stop(Reason::target_too_long);
    if (header_bytes_ + pending > app_.options.header_bytes_max) return stop(Reason::header_too_large);
    return std::nullopt;
  }

  Awaitable<Progress> read_body(const Frame& frame) {
    const auto& options = app_.options;
    const auto extra = std::chrono::seconds(frame.chunked ? options.body_bytes_max / 65536 : frame.length / 65536);
    connection_.enter(Phase::body, options.body_wait_max + extra);
    parser_->body_max(options.body_bytes_max);
    parser_->eager(true);
    if (frame.wants_continue && connection_.buffer.size() == 0) {
      static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
      if (!co_await connection_.send(go_on)) co_return Progress::gone;
    }
    while (!parser_->is_done()) {
      if (connection_.buffer.size() > 0) {
        const auto error = feed();
        if (error && error != error::need_more) co_return stop(reason_of(error));
        if (parser_->is_done()) break;
        // A chunk's size line and extensions must fit into the buffer.
        if (connection_.buffer.size() == connection_.buffer.max_size()) co_return stop(Reason::bad_request);
        if (!error && connection_.buffer.size() > 0) continue;
      }
      if (co_await read_some()) continue;
      if (!connection_.expired) co_return Progress::gone;
      co_return stop(Reason::timeout);
    }
    co_return Progress::done;
  }

  // What is buffered goes to the parser; what it took leaves the buffer.
  boost::system::error_code feed() {
    const auto bytes = connection_.buffer.cdata();
    boost::system::error_code error;
    parser_->feeding(static_cast<const char*>(bytes.data()), bytes.size());
    const bool in_header = !parser_->is_header_done();
    const auto taken = parser_->put(bytes, error);
    if (in_header) header_bytes_ += taken;
    connection_.buffer.consume(taken);
    return error;
  }

  Awaitable<bool> read_some() {
    auto& buffer = connection_.buffer;
    const auto room = std::min(read_size, buffer.max_size() - buffer.size());
    const auto space = buffer.prepare(room);
    const auto [error, size] = co_await connection_.socket.async_read_some(space, asio::as_tuple(Token()));
    if (error) co_return false;
    buffer.commit(size);
    co_return true;
  }

  Reason reason_of(const boost::system::error_code& error) const {
    switch (parser_->trouble()) {
      case Parser::Trouble::fields:
        return Reason::header_too_large;
      case Parser::Trouble::body:
        return Reason::body_too_large;
      case Parser::Trouble::trailer:
        return Reason::bad_trailer;
      case Parser::Trouble::none:
        break;
    }
    if (error == error::bad_version && names_a_version()) return Reason::unsupported_version;
    if (error == error::bad_content_length || error == error::bad_transfer_encoding) return Reason::bad_framing;
    return Reason::bad_request;
  }

  // The request line ends as it should, only the number is not ours; else it is no request at all.
  bool names_a_version() const {
    const auto bytes = connection_.buffer.cdata();
    const std::string_view text(static_cast<const char*>(bytes.data()), bytes.size());
    const auto line = text.substr(0, text.find('\n'));
    constexpr std::size_t size = std::string_view(" HTTP/2.0\r").size();
    return line.size() > size && line.ends_with('\r') && line.substr(line.size() - size).starts_with(" HTTP/");
  }

  // --- answering
  // ---------------------------------------------------------------------------------------------------

  Awaitable<Response> respond() {
    header_is_ours_ = true;
    const auto& head = connection_.memory.head;
    const auto frame = check_head(head, app_.options.hosts);
    if (!frame) co_return refuse(frame.error());
    keep_alive_ = frame->keep_alive;
    unread_ = frame->has_body();
    if (head.target == "*") co_return options_of_server();

    const auto question = head.target.find('?');
    const auto path = head.target.substr(0, question);
    const auto match = app_.router.match(head.method, path);
    if (!match) co_return no_route(match.error());
    match_ = *match;

    Request request{.head = &head,
                    .path = path,
                    .query = question == std::string_view::npos ? std::string_view() : head.target.substr(question + 1),
                    .parameters = match_.parameters,
                    .body = {},
                    .id = connection_.request_id,
                    .actor = {}};
    if (match_.route->rule->kind != Rule::Kind::everybody) {
      auto actor = authenticate(head, app_, connection_.peer);
      if (!actor) co_return decline(actor.error());
      if (!permits(*match_.route->rule, *actor)) co_return decline(Reason::forbidden);
      request.actor = std::move(*actor);
    }
    if (frame->has_body()) {
      if (!is_json(head)) co_return decline(Reason::unsupported_media_type);
      if (frame->length > app_.options.body_bytes_max) co_return decline(Reason::body_too_large);
      const auto body = co_await read_body(*frame);
      if (body == Progress::refused) co_return refuse(*reason_);
      if (body == Progress::gone) {
        gone_ = true;
        co_return Response();
      }
      unread_ = false;
      request.body = connection_.memory.body;
    }
    co_return co_await handle(request);
  }

  Awaitable<Response> handle(const Request& request) {
    connection_.phase = Phase::handling;
    Call call{app_, connection_.pending, request};
    const auto& handler = match_.route->handler;
    if (handler.now != nullptr) co_return handler.now(call);
    co_return co_await handler.later(call);
  }

  static bool is_json(const Head& head) {
    if (count_fields(head, "Content-Type") != 1) return false;
    auto type = find_field(head, "Content-Type");
    const auto semicolon = type.find(';');
    auto parameter = semicolon == std::string_view::npos ? std::string_view() : type.substr(semicolon + 1);
    type = type.substr(0, semicolon);
    while (type.ends_with(' ')) type.remove_suffix(1);
    while (parameter.starts_with(' ')) parameter.remove_prefix(1);
    if (!same_name(type, "application/json")) return false;
    return parameter.empty() || same_name(parameter, "charset=utf-8") || same_name(parameter, "charset=\"utf-8\"");
  }

  Response options_of_server() {
    Response response;
    response.status = 204;
    add_header(response, "Allow", "GET, HEAD, POST");
    return response;
  }

  Response no_route(const NoMatch& none) {
    if (none.allow.empty()) return decline(Reason::not_found);
    auto response = decline(Reason::method_not_allowed);
    add_header(response, "Allow", none.allow);
    return response;
  }

  // The request is understood and declined: the connection goes on unless its body was left unread.
  Response decline(Reason reason) {
    if (unread_) close_after();
    return answer(problem(reason), connection_.request_id);
  }

  // Where this request ends is in doubt: nothing after it can be trusted.
  Response refuse(Reason reason) {
    close_after();
    return answer(problem(reason), connection_.request_id);
  }

  void close_after() {
    keep_alive_ = false;
    must_linger_ = true;
  }

  Progress stop(Reason reason) {
    reason_ = reason;
    return Progress::refused;
  }

  // HTTP/1.0 knows no chunks: there an answer ends with its connection.
  bool goes_on_in_chunks() const { return connection_.memory.head.version == 11; }

  // --- writing
  // -----------------------------------------------------------------------------------------------------

  Awaitable<bool> write(const Response& response) {
    const auto& options = app_.options;
    const bool last =
        ++connection_.requests >= options.requests_per_connection_max || began_ - connection_.born >= options.age_max;
    if (last || response.source || worker_.retiring()) keep_alive_ = false;
    const Wrapping wrapping{.date = worker_.date(),
                            .request_id = connection_.request_id,
                            .keep_alive = keep_alive_,
                            .without_body = match_.head,
                            .private_data = header_is_ours_ && connection_.memory.head.target.starts_with("/v1"),
                            .chunked = goes_on_in_chunks()};
    compose(connection_.out, response, wrapping);
    connection_.expired = false;
    connection_.enter(Phase::writing, options.write_wait_max);
    return connection_.send(connection_.out);
  }

  // Closing with unread bytes would reset the connection and could take our answer with it.
  Awaitable<void> linger() {
    boost::system::error_code ignored;
    connection_.socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    connection_.expired = false;
    connection_.enter(Phase::lingering, app_.options.linger_max);
    do {
      connection_.buffer.consume(connection_.buffer.size());
    } while (!connection_.expired && co_await read_some());
  }

  Connection& connection_;
  Worker& worker_;
  App& app_;
  std::optional<Parser> parser_;
  std::size_t header_bytes_ = 0;
  Match match_;
  std::optional<Reason> reason_;
  Clock::time_point began_;
  bool keep_alive_ = true;
  bool unread_ = false;
  bool gone_ = false;
  bool must_linger_ = false;
  bool header_is_ours_ = false;  // parsed to its end: its target may be looked at
};

}  // namespace

Awaitable<void> run_session(std::unique_ptr<Connection> connection) {
  Session session(*connection);
  co_await session.run();
}

}  // namespace docket::http

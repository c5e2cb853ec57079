// GET /v1/events/stream and /v1/queues/stream: what is told to whoever keeps listening. Who they are is asked anew for
// each piece, so a revoked token hears nothing more, and a case that was closed to them falls silent.
#include <fmt/format.h>

#include "adapters/http/audience.hpp"
#include "adapters/http/handlers.hpp"
#include "adapters/http/queue_list.hpp"
#include "adapters/http/stream.hpp"
#include "adapters/http/target.hpp"
#include "adapters/http/wire.hpp"
#include "adapters/http/write_call.hpp"
#include "engine/base/glob.hpp"
#include "engine/journal/codec.hpp"

namespace docket::http {
namespace {

constexpr std::size_t records_max = 500;          // of one piece
constexpr std::size_t piece_bytes_max = 1 << 18;  // a little more when the last event is large
constexpr std::string_view reconnect = "retry: 3000\n";

// A stream's place among `streams_max`.
class Seat {
 public:
  static std::shared_ptr<Seat> take(App& app) {
    auto seat = std::shared_ptr<Seat>(new Seat(app));
    return seat->number_ < app.options.streams_max ? seat : nullptr;
  }
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;
  ~Seat() { --app_.streams; }

 private:
  explicit Seat(App& app) : app_(app), number_(app.streams++) {}
  App& app_;
  std::size_t number_;
};

// What both streams are: somebody with a token, from a position on.
class Listening : public Source {
 public:
  Listening(App& app, std::shared_ptr<Seat> seat, std::string token, model::Position after)
      : app_(app), seat_(std::move(seat)), token_(std::move(token)), after_(after) {}

  Piece next() final {
    const auto actor = app_.services.access.authenticate(token_, app_.services.clock.now());
    Piece piece;
    piece.end = !actor || !is_staff(*actor);
    if (!piece.end) look(*actor, piece);
    piece.known = after_.offset;
    return piece;
  }
  std::string heartbeat() const final { return fmt::format(":\nid: {}\n\n", model::format_position(after_)); }

 protected:
  virtual void look(const model::Actor& actor, Piece& piece) = 0;
  const Services& services() const { return app_.services; }

  model::Position& after() { return after_; }

 private:
  App& app_;
  std::shared_ptr<Seat> seat_;
  std::string token_;
  model::Position after_;
};

class Events final : public Listening {
 public:
  Events(App& app, std::shared_ptr<Seat> seat, std::string token, model::Position after,
         std::optional<std::string> type)
      : Listening(app, std::move(seat), std::move(token), after), type_(std::move(type)) {}

 private:
  void look(const model::Actor& actor, Piece& piece) override {
    if (!std::exchange(greeted_, true)) piece.text.append(reconnect).append(heartbeat());
    const auto records = services().reader.events(after(), records_max);
    piece.end = !records;
    if (!records) return;
    piece.more = records->size() == records_max;
    Audience audience(services(), actor);
    std::string event;
    for (const auto& record : *records) {
      if (piece.text.size() > piece_bytes_max) {
        piece.more = true;
        return;
      }
      const bool wanted = !type_ || matches_glob(*type_, record.event.type());
      const auto shown = wanted ? audience.shows(record.event) : Result<bool>(false);
      if (!shown) {
        piece.end = true;
        return;
      }
      after() = record.position;
      if (!*shown) continue;
      event.clear();
      journal::append_cloud_event(event, record.event, record.position, record.data);
      append_frame(piece.text, model::format_position(record.position), event);
    }
  }

  std::optional<std::string> type_;
  bool greeted_ = false;
};

// The whole list, whenever something in it has changed.
class Queues final : public Listening {
 public:
  using Listening::Listening;
  std::chrono::milliseconds rest() const override { return std::chrono::seconds(1); }

 private:
  void look(const model::Actor& actor, Piece& piece) override {
    const auto tail = services().reader.tail();  // before the rows: what comes in between is told once more
    auto list = tail ? queue_list(services(), actor) : std::unexpected(tail.error());
    piece.end = !list;
    if (!list) return;
    after() = *tail;
    if (last_.empty()) piece.text.append(reconnect);
    if (*list == last_) return;
    append_frame(piece.text, model::format_position(after()), *list);
    last_ = std::move(*list);
  }

  std::string last_;
};

// The position that the caller has: told by EventSource when it comes back, or by hand.
std::expected<model::Position, Problem> position_of(const Call& call, const Parameters& parameters) {
  const auto tail = call.app.services.reader.tail();
  if (!tail) return std::unexpected(to_problem(tail.error()));
  std::string told(find_field(*call.request.head, "Last-Event-ID"));
  if (told.empty()) told = parameters.text("last_event_id").value_or(parameters.text("after").value_or(""));
  if (told.empty()) return *tail;
  const auto position = model::parse_position(told);
  if (position && *position <= *tail) return *position;
  return std::unexpected(
      invalid_parameter("last_event_id", {"日志里没有这个位置；请去掉它，从现在开始。",
                                          "The log has no such position: leave it out to begin at the present."}));
}

Response stream_of(SourcePtr source) {
  Response response;
  response.content_type = "text/event-stream; charset=utf-8";
  add_header(response, "X-Accel-Buffering", "no");
  response.source = std::move(source);
  return response;
}

}  // namespace

Response stream_events(Call& call) {
  const auto parameters = Parameters::parse(call.request.query, {"after", "last_event_id", "type"});
  if (!parameters) return refuse(call, parameters.error());
  const auto position = position_of(call, *parameters);
  if (!position) return refuse(call, position.error());
  auto seat = Seat::take(call.app);
  if (!seat) return refuse(call, problem(Reason::overloaded));
  return stream_of(std::make_shared<Events>(call.app, std::move(seat), std::string(bearer_token(*call.request.head)),
                                            *position, parameters->text("type")));
}

Response stream_queues(Call& call) {
  const auto parameters = Parameters::parse(call.request.query, {"last_event_id"});
  if (!parameters) return refuse(call, parameters.error());
  auto seat = Seat::take(call.app);
  if (!seat) return refuse(call, problem(Reason::overloaded));
  return stream_of(std::make_shared<Queues>(call.app, std::move(seat), std::string(bearer_token(*call.request.head)),
                                            model::Position()));
}

}  // namespace docket::http

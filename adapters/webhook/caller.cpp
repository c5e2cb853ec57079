#include "adapters/webhook/caller.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>
#include <thread>

#include "adapters/webhook/retry_after.hpp"
#include "adapters/webhook/trust.hpp"
#include "engine/base/clock.hpp"
#include "engine/base/log.hpp"

namespace docket::webhook {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

constexpr auto token = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds look_every{5};
constexpr int resolving_max = 64;                     // names at once
constexpr int informing_max = 8;                      // 1xx before the answer
constexpr std::size_t answer_bytes_max = 256;         // kept of what it said
constexpr std::chrono::milliseconds reason_max{500};  // for the reason of a refusal to come

Trouble trouble_of(const error_code& error, Trouble otherwise) {
  return error == beast::error::timeout || error == asio::error::timed_out ? Trouble::timeout : otherwise;
}

http::request<http::string_body> request_of(const Call& call) {
  http::request<http::string_body> request(http::verb::post, call.url.target, 11);
  request.set(http::field::host, call.url.authority);
  request.set(http::field::user_agent, "Docket");
  const bool standard = call.robot == Robot::none;
  request.set(http::field::content_type,
              standard ? "application/cloudevents+json; charset=utf-8" : "application/json; charset=utf-8");
  request.set(http::field::connection, "close");
  if (standard) {
    request.set("webhook-id", call.id);
    request.set("webhook-timestamp", call.timestamp);
    request.set("webhook-signature", call.signature);
  }
  request.body() = call.body;
  request.prepare_payload();
  return request;
}

// A date is compared with the receiver's own clock when it tells it: ours may go differently.
void note_retry_after(const http::fields& fields, Attempt& attempt) {
  const auto field = [&fields](http::field name) {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string_view() : std::string_view(found->value().data(), found->value().size());
  };
  const auto now = parse_http_date(field(http::field::date));
  attempt.retry_after = parse_retry_after(field(http::field::retry_after),
                                          now.value_or(std::chrono::floor<std::chrono::seconds>(SystemClock().now())));
}

// What somebody said, for people: the first bytes, whatever they are.
std::string readable(std::string_view said) {
  using nlohmann::json;
  const auto text = json(said.substr(0, answer_bytes_max)).dump(-1, ' ', false, json::error_handler_t::replace);
  return json::parse(text).get<std::string>();
}

// The body of an answer as far as it came with the header; a refusal is worth a moment's wait for its reason.
template <typename Stream>
asio::awaitable<void> hear_some(Stream& stream, beast::flat_buffer& buffer,
                                http::response_parser<http::string_body>& parser, Attempt& attempt) {
  parser.eager(true);
  error_code cut;
  if (buffer.size() > 0 && !parser.is_done()) buffer.consume(parser.put(buffer.data(), cut));
  if (!cut && parser.get().body().empty() && !parser.is_done() && !attempt.delivered()) {
    beast::get_lowest_layer(stream).expires_after(reason_max);
    co_await http::async_read_some(stream, buffer, parser, token);
  }
  attempt.answer = readable(parser.get().body());
}

template <typename Stream>
asio::awaitable<Attempt> exchange(Stream& stream, const Call& call, const CallLimits& limits) {
  Attempt attempt;
  const auto request = request_of(call);
  const auto [unsent, written] = co_await http::async_write(stream, request, token);
  if (unsent) {
    attempt.trouble = trouble_of(unsent, Trouble::broken);
    co_return attempt;
  }
  beast::flat_buffer buffer(limits.header_bytes + limits.body_bytes);
  std::optional<http::response_parser<http::string_body>> parsing;
  for (int informed = 0; !parsing || parsing->get().result_int() < 200; ++informed) {
    parsing.emplace();
    parsing->header_limit(limits.header_bytes);
    // A body that nobody reads may be of any length: whoever said 2xx has taken it.
    parsing->body_limit(boost::none);
    if (call.robot != Robot::none) parsing->body_limit(limits.body_bytes);
    const auto [unread, size] = co_await http::async_read_header(stream, buffer, *parsing, token);
    if (unread || informed > informing_max) {
      attempt.trouble = trouble_of(unread, Trouble::broken);
      co_return attempt;
    }
  }
  auto& parser = *parsing;
  attempt.status = static_cast<int>(parser.get().result_int());
  note_retry_after(parser.get(), attempt);
  if (call.robot == Robot::none) {
    co_await hear_some(stream, buffer, parser, attempt);
    co_return attempt;
  }
  const auto [cut, rest] = co_await http::async_read(stream, buffer, parser, token);
  if (cut) {
    attempt.trouble = trouble_of(cut, Trouble::broken);
  } else {
    attempt.answer = readable(parser.get().body());
    judge(call.robot, parser.get().body(), attempt);
  }
  co_return attempt;
}

// The file was good when the settings were read.
asio::ssl::context trust_of(const std::filesystem::path& ca_file) {
  auto trust = make_trust(ca_file);
  if (trust) return std::move(*trust);
  log::error("hooks_ca_file cannot be read any more: web hooks trust the system's authorities alone",
             {{"file", ca_file.string()}, {"error", trust.error()}});
  return std::move(*make_trust({}));
}

// Whether it holds before `end`.
template <typename Predicate>
asio::awaitable<bool> becomes(Predicate holds, Clock::time_point end) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  while (!holds() && Clock::now() < end) {
    timer.expires_after(look_every);
    co_await timer.async_wait(token);
  }
  co_return holds();
}

}  // namespace

Caller::Caller(Addresses addresses, CallLimits limits)
    : addresses_(std::move(addresses)), limits_(std::move(limits)), tls_(trust_of(limits_.ca_file)) {}

// The system's resolver takes as long as it likes: it has a thread of its own for each name, and nobody waits for
// longer than for a connection, nor for a place among the threads. A thread touches only what it shares.
asio::awaitable<std::vector<tcp::endpoint>> Caller::resolve(std::string host, std::uint16_t port) {
  const std::vector<tcp::endpoint> none;
  error_code error;
  if (const auto literal = asio::ip::make_address(host, error); !error)
    co_return std::vector<tcp::endpoint>{{literal, port}};
  const auto end = Clock::now() + limits_.connect;
  const auto has_place = [this] { return resolving_->load() < resolving_max; };
  if (!co_await becomes(has_place, end)) co_return none;
  struct Found {
    std::atomic<bool> done = false;
    std::vector<tcp::endpoint> endpoints;  // before `done`
  };
  const auto found = std::make_shared<Found>();
  const auto look_up = [found, host, port, resolving = resolving_] {
    asio::io_context own;
    tcp::resolver resolver(own);
    error_code failed;
    for (const auto& entry : resolver.resolve(host, std::to_string(port), failed))
      found->endpoints.push_back(entry.endpoint());
    found->done = true;
    --*resolving;
  };
  ++*resolving_;
  try {
    std::thread(look_up).detach();
  } catch (const std::system_error&) {  // no more threads
    --*resolving_;
    co_return none;
  }
  const auto is_done = [found] { return found->done.load(); };
  const bool told = co_await becomes(is_done, end);
  co_return told ? found->endpoints : none;
}

// All of them: which one is called is chance.
Trouble Caller::check(const HookUrl& url, const std::vector<tcp::endpoint>& endpoints) const {
  const auto open = [&](const tcp::endpoint& endpoint) {
    return url.tls ? addresses_.allow(endpoint.address()) : addresses_.name(endpoint.address());
  };
  if (endpoints.empty()) return Trouble::unresolved;
  return std::ranges::all_of(endpoints, open) ? Trouble::none : Trouble::closed_address;
}

asio::awaitable<Attempt> Caller::attempt(const Call& call) {
  const auto failed = [](Trouble trouble) {
    Attempt attempt;
    attempt.trouble = trouble;
    return attempt;
  };
  const auto endpoints = co_await resolve(call.url.host, call.url.port);
  if (const auto trouble = check(call.url, endpoints); trouble != Trouble::none) co_return failed(trouble);
  beast::tcp_stream stream(co_await asio::this_coro::executor);
  stream.expires_after(limits_.connect);  // with the handshake
  const auto [unconnected, endpoint] = co_await stream.async_connect(endpoints, token);
  if (unconnected) co_return failed(trouble_of(unconnected, Trouble::unreachable));
  if (!call.url.tls) {
    stream.expires_after(limits_.whole);
    co_return co_await exchange(stream, call, limits_);
  }
  asio::ssl::stream<beast::tcp_stream&> secure(stream, tls_);
  secure.set_verify_callback(asio::ssl::host_name_verification(call.url.host));
  error_code no_literal;  // an address is no name to show: RFC 6066
  asio::ip::make_address(call.url.host, no_literal);
  if (no_literal && SSL_set_tlsext_host_name(secure.native_handle(), call.url.host.c_str()) != 1)
    co_return failed(Trouble::tls);
  const auto [untrusted] = co_await secure.async_handshake(asio::ssl::stream_base::client, token);
  if (untrusted) co_return failed(trouble_of(untrusted, Trouble::tls));
  stream.expires_after(limits_.whole);
  co_return co_await exchange(secure, call, limits_);
}

asio::awaitable<Attempt> Caller::call(Call call) {
  const auto begin = Clock::now();
  auto made = co_await attempt(call);
  made.took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
  co_return made;
}

}  // namespace docket::webhook

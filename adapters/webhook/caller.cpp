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
#include <charconv>
#include <optional>
#include <thread>

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
constexpr int resolving_max = 64;  // names at once
constexpr int informing_max = 8;   // 1xx before the answer

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

// Seconds; the form with a date is read as nothing said.
std::optional<std::chrono::seconds> seconds_of(std::string_view text) {
  std::uint32_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return std::chrono::seconds(seconds);
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
  for (int informed = 0; !parsing || (parsing->get().result_int() < 200 && informed < informing_max); ++informed) {
    parsing.emplace();
    parsing->header_limit(limits.header_bytes);
    parsing->body_limit(limits.body_bytes);
    const auto [unread, size] = co_await http::async_read_header(stream, buffer, *parsing, token);
    if (unread) {
      attempt.trouble = trouble_of(unread, Trouble::broken);
      co_return attempt;
    }
  }
  auto& parser = *parsing;
  attempt.status = static_cast<int>(parser.get().result_int());
  if (const auto at = parser.get().find(http::field::retry_after); at != parser.get().end())
    attempt.retry_after = seconds_of({at->value().data(), at->value().size()});
  if (call.robot == Robot::none) co_return attempt;
  const auto [cut, rest] = co_await http::async_read(stream, buffer, parser, token);
  if (cut) {
    attempt.trouble = trouble_of(cut, Trouble::broken);
  } else {
    judge(call.robot, parser.get().body(), attempt);
  }
  co_return attempt;
}

}  // namespace

Caller::Caller(Addresses addresses, CallLimits limits)
    : addresses_(std::move(addresses)), limits_(limits), tls_(asio::ssl::context::tls_client) {
  tls_.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                   asio::ssl::context::no_tlsv1_1);
  tls_.set_default_verify_paths();
  tls_.set_verify_mode(asio::ssl::verify_peer);
}

// The system's resolver takes as long as it likes: it has a thread of its own for each name, and nobody waits for
// longer than for a connection. The thread touches only what it shares.
asio::awaitable<std::vector<tcp::endpoint>> Caller::resolve(std::string host, std::uint16_t port) {
  error_code error;
  if (const auto literal = asio::ip::make_address(host, error); !error)
    co_return std::vector<tcp::endpoint>{{literal, port}};
  if (resolving_->load() >= resolving_max) co_return std::vector<tcp::endpoint>();
  struct Found {
    std::atomic<bool> done = false;
    std::vector<tcp::endpoint> endpoints;  // before `done`
  };
  const auto found = std::make_shared<Found>();
  ++*resolving_;
  std::thread([found, host, port, resolving = resolving_] {
    asio::io_context own;
    tcp::resolver resolver(own);
    error_code failed;
    for (const auto& entry : resolver.resolve(host, std::to_string(port), failed))
      found->endpoints.push_back(entry.endpoint());
    found->done = true;
    --*resolving;
  }).detach();
  asio::steady_timer timer(co_await asio::this_coro::executor);
  const auto end = Clock::now() + limits_.connect;
  while (!found->done && Clock::now() < end) {
    timer.expires_after(look_every);
    co_await timer.async_wait(token);
  }
  co_return found->done ? found->endpoints : std::vector<tcp::endpoint>();
}

asio::awaitable<Attempt> Caller::call(Call call) {
  const auto begin = Clock::now();
  const auto failed = [begin](Trouble trouble) {
    Attempt attempt;
    attempt.trouble = trouble;
    attempt.took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
    return attempt;
  };
  const auto executor = co_await asio::this_coro::executor;
  const auto endpoints = co_await resolve(call.url.host, call.url.port);
  if (endpoints.empty()) co_return failed(Trouble::unresolved);
  const auto open = [&](const tcp::endpoint& endpoint) {
    return call.url.tls ? addresses_.allow(endpoint.address()) : addresses_.name(endpoint.address());
  };
  if (!std::ranges::all_of(endpoints, open)) co_return failed(Trouble::closed_address);

  const auto finish = [begin](Attempt attempt) {
    attempt.took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
    return attempt;
  };
  if (!call.url.tls) {
    beast::tcp_stream stream(executor);
    stream.expires_after(limits_.connect);
    const auto [unconnected, endpoint] = co_await stream.async_connect(endpoints, token);
    if (unconnected) co_return failed(trouble_of(unconnected, Trouble::unreachable));
    stream.expires_after(limits_.whole);
    co_return finish(co_await exchange(stream, call, limits_));
  }
  asio::ssl::stream<beast::tcp_stream> stream(executor, tls_);
  stream.set_verify_callback(asio::ssl::host_name_verification(call.url.host));
  if (SSL_set_tlsext_host_name(stream.native_handle(), call.url.host.c_str()) != 1) co_return failed(Trouble::tls);
  beast::get_lowest_layer(stream).expires_after(limits_.connect);
  const auto [unconnected, endpoint] = co_await beast::get_lowest_layer(stream).async_connect(endpoints, token);
  if (unconnected) co_return failed(trouble_of(unconnected, Trouble::unreachable));
  const auto [untrusted] = co_await stream.async_handshake(asio::ssl::stream_base::client, token);
  if (untrusted) co_return failed(trouble_of(untrusted, Trouble::tls));
  beast::get_lowest_layer(stream).expires_after(limits_.whole);
  co_return finish(co_await exchange(stream, call, limits_));
}

}  // namespace docket::webhook

#include "tools/docket/client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tools/docket/exit_code.hpp"
#include "tools/docket/setting_flags.hpp"

namespace docket::tools {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using tcp = boost::asio::ip::tcp;

constexpr std::chrono::seconds answer_wait_max{60};
constexpr std::size_t body_bytes_max = 64UL * 1024 * 1024;

struct Place {
  std::string host;
  std::string port;
};

Result<Place> parse_server(const std::string& server) {
  constexpr std::string_view scheme = "http://";
  if (!server.starts_with(scheme))
    return fail(Errc::unreachable, "--server 应写作 http://主机:端口 (write --server http://host:port)");
  auto rest = server.substr(scheme.size());
  if (rest.ends_with('/')) rest.pop_back();
  const auto colon = rest.rfind(':');
  if (colon == std::string::npos) return Place{rest, "80"};
  return Place{rest.substr(0, colon), rest.substr(colon + 1)};
}

}  // namespace

Result<Answer> ask(const std::string& server, const std::string& token, const std::string& method,
                   const std::string& target, const std::string& body) {
  const auto place = parse_server(server);
  if (!place) return std::unexpected(place.error());
  try {
    boost::asio::io_context context;
    beast::tcp_stream stream(context);
    stream.expires_after(answer_wait_max);
    stream.connect(tcp::resolver(context).resolve(place->host, place->port));
    http::request<http::string_body> request(http::string_to_verb(method), target, 11);
    request.set(http::field::host, place->host + ":" + place->port);
    if (!token.empty()) request.set(http::field::authorization, "Bearer " + token);
    if (!body.empty()) {
      request.set(http::field::content_type, "application/json");
      request.body() = body;
    }
    request.prepare_payload();
    http::write(stream, request);
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> response;
    response.body_limit(body_bytes_max);
    http::read(stream, buffer, response);
    return Answer{static_cast<int>(response.get().result_int()), std::move(response.get().body())};
  } catch (const boost::system::system_error& error) {
    return fail(Errc::unreachable, "无法连接 " + server +
                                       "，请确认服务已启动 (no answer from the server: is it running? " +
                                       error.code().message() + ")");
  }
}

std::expected<nlohmann::json, int> ask_for_object(const std::string& server, const std::string& token,
                                                  const std::string& method, const std::string& target,
                                                  const std::string& body) {
  const auto answer = ask(server, token, method, target, body);
  if (!answer) {
    complain({answer.error().detail});
    return std::unexpected(exit_failure);
  }
  auto document = nlohmann::json::parse(answer->body, nullptr, false);
  if (answer->status < 300 && document.is_object()) return document;
  const auto said = [](const nlohmann::json& problem) {
    return problem.value("detail", "") + " " + problem.value("detail_en", "");
  };
  std::vector<std::string> sentences{document.is_object() ? said(document) : answer->body};
  if (document.is_object())
    for (const auto& problem : document.value("errors", nlohmann::json::array()))
      sentences.push_back(problem.value("pointer", "") + ": " + said(problem));
  complain(sentences);
  return std::unexpected(exit_code_of(answer->status));
}

std::string token_from_environment() {
  if (const char* token = std::getenv("DOCKET_TOKEN")) return token;
  const char* file = std::getenv("DOCKET_TOKEN_FILE");
  std::string line;
  if (file != nullptr) {
    std::ifstream in(file);
    std::getline(in, line);
  }
  return line;
}

int exit_code_of(int status) {
  if (status < 400) return exit_ok;
  if (status == 401 || status == 403) return exit_not_allowed;
  if (status == 404) return exit_not_found;
  if (status == 409 || status == 412) return exit_conflict;
  if (status == 400 || status == 422) return exit_invalid;
  return exit_failure;
}

}  // namespace docket::tools

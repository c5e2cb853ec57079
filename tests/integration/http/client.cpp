#include "tests/integration/http/client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace docket::http::test {

nlohmann::json Reply::json() const { return nlohmann::json::parse(body); }

std::string Reply::code() const { return json().value("code", ""); }

Client::Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0) throw std::runtime_error("connect");
}

Client::~Client() { ::close(socket_); }

void Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // the server has had enough; its answer may still be there
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

bool Client::fill() {
  pollfd waiting{socket_, POLLIN, 0};
  if (::poll(&waiting, 1, 5000) <= 0) return false;
  char bytes[16 * 1024];
  const auto size = ::recv(socket_, bytes, sizeof(bytes), 0);
  if (size <= 0) return false;
  buffer_.append(bytes, static_cast<std::size_t>(size));
  return true;
}

std::optional<Reply> Client::read(bool without_body) {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill()) return std::nullopt;
  }
  Reply reply;
  reply.status = std::stoi(buffer_.substr(9, 3));
  for (auto at = buffer_.find("\r\n") + 2; at < end + 2;) {
    const auto stop = buffer_.find("\r\n", at);
    const auto colon = buffer_.find(':', at);
    auto name = buffer_.substr(at, colon - at);
    std::ranges::transform(name, name.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
    reply.headers[name] = buffer_.substr(colon + 2, stop - colon - 2);
    at = stop + 2;
  }
  const auto length = reply.headers.find("content-length");
  const std::size_t size = length == reply.headers.end() || without_body ? 0 : std::stoul(length->second);
  while (buffer_.size() < end + 4 + size) {
    if (!fill()) return std::nullopt;
  }
  reply.body = buffer_.substr(end + 4, size);
  buffer_.erase(0, end + 4 + size);
  return reply;
}

bool Client::is_closed() {
  if (!buffer_.empty()) return false;
  pollfd waiting{socket_, POLLIN, 0};
  if (::poll(&waiting, 1, 5000) <= 0) return false;
  char byte = 0;
  return ::recv(socket_, &byte, 1, 0) <= 0;
}

Reply Client::call(const std::string& method, const std::string& target, const std::string& token,
                   const std::string& body, const std::string& headers) {
  std::string bytes = method + " " + target + " HTTP/1.1\r\nHost: docket.example\r\n" + headers;
  if (!token.empty()) bytes += "Authorization: Bearer " + token + "\r\n";
  if (!body.empty())
    bytes += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  send(bytes + "\r\n" + body);
  return read().value();
}

}  // namespace docket::http::test

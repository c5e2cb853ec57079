#include "tools/load/connection.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <charconv>
#include <utility>

namespace docket::load {

namespace {

bool same_name(std::string_view name, std::string_view lower) {
  if (name.size() != lower.size()) return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto c = name[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c) != lower[i]) return false;
  }
  return true;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

}  // namespace

bool Connection::open(const std::string& host, std::uint16_t port) {
  close();
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  if (::inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) return false;
  descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor_ < 0) return false;
  // Safe because the socket API takes every family through this one type.
  const auto* generic = std::bit_cast<const sockaddr*>(&address);
  if (::connect(descriptor_, generic, sizeof address) != 0) return false;
  const int on = 1;
  ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return true;
}

void Connection::close() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
  request_.clear();
  sent_ = 0;
  received_.clear();
}

bool Connection::send(std::string request) {
  request_ = std::move(request);
  sent_ = 0;
  return on_writable();
}

bool Connection::on_writable() {
  while (wants_write()) {
    const auto count =
        ::send(descriptor_, request_.data() + sent_, request_.size() - sent_, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0) return errno == EAGAIN;
    sent_ += static_cast<std::size_t>(count);
  }
  return true;
}

Connection::Read Connection::on_readable(Response& response) {
  char buffer[16384];
  const auto count = ::recv(descriptor_, buffer, sizeof buffer, MSG_DONTWAIT);
  if (count < 0) return errno == EAGAIN ? Read::more : Read::broken;
  if (count == 0) return Read::broken;
  received_.append(buffer, static_cast<std::size_t>(count));
  const auto end = answer_end(response);
  if (!end) return Read::more;
  if (received_.size() > *end) return Read::broken;  // nothing was asked for beyond this answer
  received_.clear();
  return Read::answered;
}

std::optional<std::size_t> Connection::answer_end(Response& response) const {
  const std::string_view text = received_;
  const auto head_end = text.find("\r\n\r\n");
  if (head_end == std::string_view::npos) return std::nullopt;
  response = {};
  std::from_chars(text.data() + 9, text.data() + 12, response.status);
  std::size_t length = 0;
  for (auto at = text.find("\r\n"); at < head_end;) {
    const auto from = at + 2;
    at = text.find("\r\n", from);
    const auto line = text.substr(from, at - from);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const auto name = line.substr(0, colon);
    const auto value = trimmed(line.substr(colon + 1));
    if (same_name(name, "content-length")) std::from_chars(value.data(), value.data() + value.size(), length);
    if (same_name(name, "location")) response.location = value;
    if (same_name(name, "connection")) response.close = same_name(value, "close");
  }
  const auto end = head_end + 4 + length;
  if (text.size() < end) return std::nullopt;
  return end;
}

}  // namespace docket::load

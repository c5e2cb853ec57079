#include "adapters/http/header_gate.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "adapters/http/target.hpp"

namespace docket::http {
namespace {

constexpr std::array<std::string_view, 9> methods = {"GET",     "POST",  "HEAD",  "PUT",    "DELETE",
                                                     "OPTIONS", "PATCH", "TRACE", "CONNECT"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_alnum(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// A registered name, an IPv4 address or a bracketed IPv6 address.
bool is_host_name(std::string_view name) {
  if (name.empty() || name.size() > 255) return false;
  if (name.front() == '[') {
    if (name.size() < 4 || name.back() != ']') return false;
    return std::ranges::all_of(name.substr(1, name.size() - 2), [](char c) {
      return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
    });
  }
  return std::ranges::all_of(name, [](char c) { return is_alnum(c) || c == '-' || c == '.' || c == '_'; });
}

std::optional<std::string_view> host_name(std::string_view value) {
  auto name = value;
  const auto bracket = value.rfind(']');
  const auto colon = value.rfind(':');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
    const auto port = value.substr(colon + 1);
    if (port.size() > 5 || !std::ranges::all_of(port, is_digit)) return std::nullopt;
    name = value.substr(0, colon);
  }
  if (!is_host_name(name)) return std::nullopt;
  return name;
}

bool host_is_ours(const Head& head, std::span<const std::string> hosts) {
  const auto count = count_fields(head, "Host");
  if (count == 0 && head.version == 10 && hosts.empty()) return true;
  if (count != 1) return false;
  const auto name = host_name(find_field(head, "Host"));
  if (!name) return false;
  return hosts.empty() || std::ranges::any_of(hosts, [&](const auto& host) { return same_name(host, *name); });
}

std::optional<Reason> read_length(const Head& head, Frame& frame) {
  const auto encodings = count_fields(head, "Transfer-Encoding");
  const auto lengths = count_fields(head, "Content-Length");
  if (encodings > 0) {
    if (encodings > 1 || lengths > 0 || head.version == 10) return Reason::bad_framing;
    if (!same_name(find_field(head, "Transfer-Encoding"), "chunked")) return Reason::unsupported_encoding;
    frame.chunked = true;
    return std::nullopt;
  }
  if (lengths > 1) return Reason::bad_framing;
  if (lengths == 0) return std::nullopt;
  const auto text = find_field(head, "Content-Length");
  const auto* end = text.data() + text.size();
  if (text.empty() || !std::ranges::all_of(text, is_digit)) return Reason::bad_framing;
  const auto [stopped, error] = std::from_chars(text.data(), end, frame.length);
  if (error != std::errc() || stopped != end) return Reason::bad_framing;
  return std::nullopt;
}

bool has_token(const Head& head, std::string_view name, std::string_view token) {
  for (const auto& field : head.fields) {
    if (!same_name(field.name, name)) continue;
    auto rest = field.value;
    while (!rest.empty()) {
      const auto comma = rest.find(',');
      auto item = rest.substr(0, comma);
      rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
      while (!item.empty() && (item.front() == ' ' || item.front() == '\t')) item.remove_prefix(1);
      while (!item.empty() && (item.back() == ' ' || item.back() == '\t')) item.remove_suffix(1);
      if (same_name(item, token)) return true;
    }
  }
  return false;
}

}  // namespace

std::expected<Frame, Reason> check_head(const Head& head, std::span<const std::string> hosts) {
  Frame frame;
  if (head.folded) return std::unexpected(Reason::bad_request);
  if (const auto wrong = read_length(head, frame)) return std::unexpected(*wrong);
  if (!host_is_ours(head, hosts)) return std::unexpected(Reason::bad_host);
  if (count_fields(head, "Trailer") > 0) return std::unexpected(Reason::bad_trailer);
  if (std::ranges::find(methods, head.method) == methods.end()) return std::unexpected(Reason::unknown_method);
  const bool asks_server = head.method == "OPTIONS" && head.target == "*";
  if (!asks_server && !is_origin_form(head.target)) return std::unexpected(Reason::bad_target);
  if (head.method != "POST" && head.method != "PUT" && head.method != "PATCH" && frame.has_body()) {
    return std::unexpected(Reason::unexpected_body);
  }
  if (count_fields(head, "Expect") > 0) {
    if (count_fields(head, "Expect") > 1 || !same_name(find_field(head, "Expect"), "100-continue")) {
      return std::unexpected(Reason::expectation_failed);
    }
    frame.wants_continue = head.version == 11 && frame.has_body();
  }
  frame.keep_alive = head.version == 11 && !has_token(head, "Connection", "close");
  return frame;
}

}  // namespace docket::http

#include "adapters/webhook/addresses.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace docket::webhook {
namespace {

namespace ip = boost::asio::ip;

// Not on the public internet: RFC 6890 and its registries.
constexpr std::array<std::string_view, 15> closed_v4 = {
    "0.0.0.0/8",     "10.0.0.0/8",      "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16",
    "172.16.0.0/12", "192.0.0.0/24",    "192.0.2.0/24",   "192.88.99.0/24", "192.168.0.0/16",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4"};

// Of IPv6 one block is given out, and in it these are not: protocols, documentation, and what leads into IPv4 by ways
// that nobody checks (6to4, Teredo).
constexpr std::string_view given_out_v6 = "2000::/3";
constexpr std::array<std::string_view, 4> closed_v6 = {"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"};
constexpr std::string_view nat64 = "64:ff9b::/96";  // RFC 6052: its last four bytes are an IPv4 address

ip::address_v6 as_v6(const ip::address& address) {
  return address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()) : address.to_v6();
}

}  // namespace

std::expected<Addresses::Network, std::string> Addresses::network(const std::string& text) {
  const auto slash = text.find('/');
  boost::system::error_code error;
  const auto address = ip::make_address(text.substr(0, slash), error);
  unsigned bits = 0;
  const auto digits = slash == std::string::npos ? std::string_view() : std::string_view(text).substr(slash + 1);
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  const unsigned most = address.is_v4() ? 32 : 128;
  if (error || failed != std::errc() || end != digits.data() + digits.size() || bits > most)
    return std::unexpected(text);
  return Network{as_v6(address), bits + (address.is_v4() ? 96U : 0U)};
}

std::expected<Addresses, std::string> Addresses::parse(const std::vector<std::string>& allowed) {
  Addresses made;
  for (const auto& text : allowed) {
    auto one = network(text);
    if (!one) return std::unexpected(one.error());
    made.allowed_.push_back(*one);
  }
  return made;
}

bool Addresses::within(const Network& network, const ip::address_v6& address) {
  const auto left = network.first.to_bytes();
  const auto right = address.to_bytes();
  for (unsigned bit = 0; bit < network.bits; ++bit) {
    const unsigned mask = 0x80U >> (bit % 8);
    if (((left[bit / 8] ^ right[bit / 8]) & mask) != 0) return false;
  }
  return true;
}

bool Addresses::name(const ip::address& address) const {
  return std::ranges::any_of(allowed_, [&](const Network& network) { return within(network, as_v6(address)); });
}

bool Addresses::allow(const ip::address& address) const {
  if (name(address)) return true;
  const auto whole = as_v6(address);
  const auto inside = [&whole](std::string_view text) { return within(*network(std::string(text)), whole); };
  if (whole.is_v4_mapped()) return std::ranges::none_of(closed_v4, inside);
  if (inside(nat64)) {
    const auto bytes = whole.to_bytes();
    return allow(ip::address(ip::address_v4({bytes[12], bytes[13], bytes[14], bytes[15]})));
  }
  return inside(given_out_v6) && std::ranges::none_of(closed_v6, inside);
}

}  // namespace docket::webhook

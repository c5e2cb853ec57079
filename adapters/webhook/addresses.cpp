#include "adapters/webhook/addresses.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace docket::webhook {
namespace {

namespace ip = boost::asio::ip;

// Not on the public internet: RFC 6890 and its registries. IPv4 as mapped into IPv6.
constexpr std::array<std::string_view, 23> not_public = {
    "0.0.0.0/8",      "10.0.0.0/8",   "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24",   "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",  "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/4",  "240.0.0.0/4",    "::/127",         "fc00::/7",       "fe80::/10",
    "fec0::/10",      "ff00::/8",     "2001:db8::/32",  "100::/64",       "5f00::/16"};

ip::address_v6 as_v6(const ip::address& address) {
  return address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()) : address.to_v6();
}

ip::address_v4 v4_at(const ip::address_v6::bytes_type& bytes, std::size_t at) {
  return ip::address_v4({bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]});
}

// The IPv4 address that an IPv6 one stands for or leads to: NAT64 (RFC 6052, 8215), 6to4, Teredo, IPv4-compatible.
std::optional<ip::address_v4> embedded(const ip::address_v6& address) {
  const auto bytes = address.to_bytes();
  const auto begins = [&bytes](std::initializer_list<unsigned char> prefix) {
    return std::equal(prefix.begin(), prefix.end(), bytes.begin());
  };
  if (begins({0x00, 0x64, 0xff, 0x9b})) return v4_at(bytes, 12);
  if (begins({0x20, 0x02})) return v4_at(bytes, 2);
  if (begins({0x20, 0x01, 0x00, 0x00})) {
    const auto hidden = v4_at(bytes, 12).to_uint();  // Teredo hides it by turning every bit
    return ip::address_v4(~hidden);
  }
  if (begins({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})) return v4_at(bytes, 12);
  return std::nullopt;
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
  static const std::vector<Network> closed = [] {
    std::vector<Network> networks;
    for (const auto text : not_public) networks.push_back(*network(std::string(text)));
    return networks;
  }();
  const auto whole = as_v6(address);
  if (std::ranges::any_of(closed, [&](const Network& network) { return within(network, whole); })) return false;
  const auto inner = address.is_v6() && !whole.is_v4_mapped() ? embedded(whole) : std::nullopt;
  return !inner || allow(ip::address(*inner));
}

}  // namespace docket::webhook

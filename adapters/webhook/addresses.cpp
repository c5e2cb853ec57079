#include "adapters/webhook/addresses.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

namespace docket::webhook {
namespace {

namespace ip = boost::asio::ip;

// Not on the public internet: RFC 6890 and its registries. Of IPv6 one block is given out, and in it these are not:
// protocols, documentation, and what leads into IPv4 by ways that nobody checks (6to4, Teredo).
const std::vector<std::string> closed_v4 = {"0.0.0.0/8",      "10.0.0.0/8",     "100.64.0.0/10", "127.0.0.0/8",
                                            "169.254.0.0/16", "172.16.0.0/12",  "192.0.0.0/24",  "192.0.2.0/24",
                                            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
                                            "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4"};
const std::vector<std::string> given_out_v6 = {"2000::/3"};
const std::vector<std::string> closed_v6 = {"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"};
const std::vector<std::string> nat64 = {"64:ff9b::/96"};  // RFC 6052: its last four bytes are an IPv4 address

ip::address_v6 as_v6(const ip::address& address) {
  return address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()) : address.to_v6();
}

bool holds(const ip::address_v6& first, unsigned bits, const ip::address_v6& address) {
  const auto left = first.to_bytes();
  const auto right = address.to_bytes();
  for (unsigned bit = 0; bit < bits; ++bit) {
    const unsigned mask = 0x80U >> (bit % 8);
    if (((left[bit / 8] ^ right[bit / 8]) & mask) != 0) return false;
  }
  return true;
}

}  // namespace

std::expected<Addresses::Networks, std::string> Addresses::networks(const std::vector<std::string>& texts) {
  Networks all;
  for (const auto& text : texts) {
    const auto slash = text.find('/');
    boost::system::error_code error;
    const auto address = ip::make_address(text.substr(0, slash), error);
    unsigned bits = 0;
    const auto digits = slash == std::string::npos ? std::string_view() : std::string_view(text).substr(slash + 1);
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    const unsigned most = address.is_v4() ? 32 : 128;
    if (error || failed != std::errc() || end != digits.data() + digits.size() || bits > most)
      return std::unexpected(text);
    all.push_back({as_v6(address), bits + (address.is_v4() ? 96U : 0U)});
  }
  return all;
}

std::expected<Addresses, std::string> Addresses::parse(const std::vector<std::string>& allowed) {
  auto named = networks(allowed);
  if (!named) return std::unexpected(named.error());
  Addresses made;
  made.allowed_ = std::move(*named);
  return made;
}

bool Addresses::any_holds(const Networks& networks, const ip::address_v6& address) {
  return std::ranges::any_of(networks, [&](const Network& one) { return holds(one.first, one.bits, address); });
}

bool Addresses::name(const ip::address& address) const { return any_holds(allowed_, as_v6(address)); }

bool Addresses::allow(const ip::address& address) const {
  static const auto closed_4 = *networks(closed_v4);
  static const auto open_6 = *networks(given_out_v6);
  static const auto closed_6 = *networks(closed_v6);
  static const auto embedding = *networks(nat64);
  if (name(address)) return true;
  const auto whole = as_v6(address);
  if (whole.is_v4_mapped()) return !any_holds(closed_4, whole);
  if (any_holds(embedding, whole)) {
    const auto bytes = whole.to_bytes();
    return allow(ip::address(ip::address_v4({bytes[12], bytes[13], bytes[14], bytes[15]})));
  }
  return any_holds(open_6, whole) && !any_holds(closed_6, whole);
}

}  // namespace docket::webhook

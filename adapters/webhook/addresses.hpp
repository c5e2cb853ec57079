// Which addresses may be called. A hook's address is somebody's text: without this, whoever sets hooks reaches what
// only the server reaches (OWASP API7:2023). Asked about every address a name resolves to, on every attempt, and then
// connected to that address: what a name resolves to later does not matter.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace docket::webhook {

class Addresses {
 public:
  // Networks that may be called though they are not public: "10.20.0.0/16", "fd00::/8". An error is the first that is
  // none.
  static std::expected<Addresses, std::string> parse(const std::vector<std::string>& allowed);

  bool allow(const boost::asio::ip::address& address) const;  // public, or named by the operator
  bool name(const boost::asio::ip::address& address) const;   // named by the operator: there plain http is enough

 private:
  struct Network {
    boost::asio::ip::address_v6 first;
    unsigned bits = 0;
  };
  using Networks = std::vector<Network>;
  static std::expected<Networks, std::string> networks(const std::vector<std::string>& texts);
  static bool any_holds(const Networks& networks, const boost::asio::ip::address_v6& address);

  Networks allowed_;
};

}  // namespace docket::webhook

// Whom calls believe: the authorities of the system (OpenSSL's own places, `SSL_CERT_FILE`) and, beside them, those in
// the operator's file, for an intranet with an authority of its own. TLS 1.2 and later. Read once, at the start.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <expected>
#include <filesystem>
#include <string>

namespace docket::webhook {

// `ca_file`: PEM; empty: none. An error says why none of it can be used, as OpenSSL does.
std::expected<boost::asio::ssl::context, std::string> make_trust(const std::filesystem::path& ca_file);

}  // namespace docket::webhook

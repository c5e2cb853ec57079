#include "adapters/webhook/trust.hpp"

#include <openssl/ssl.h>

namespace docket::webhook {

namespace ssl = boost::asio::ssl;

std::expected<ssl::context, std::string> make_trust(const std::filesystem::path& ca_file) {
  ssl::context context(ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  context.set_verify_mode(ssl::verify_peer);
  boost::system::error_code failed;
  context.set_default_verify_paths(failed);  // a system without any trusts nobody
  if (ca_file.empty()) return context;
  failed.clear();
  context.load_verify_file(ca_file.string(), failed);
  if (failed) return std::unexpected(failed.message());
  return context;
}

}  // namespace docket::webhook

#include "adapters/webhook/signature.hpp"

#include "engine/base/crypto.hpp"

namespace docket::webhook {

std::optional<std::string> sign(std::string_view secret, std::string_view id, std::int64_t timestamp,
                                std::string_view body) {
  constexpr std::string_view prefix = "whsec_";
  if (!secret.starts_with(prefix)) return std::nullopt;
  const auto key = crypto::from_base64(secret.substr(prefix.size()));
  if (!key) return std::nullopt;
  std::string text(id);
  text.append(1, '.').append(std::to_string(timestamp)).append(1, '.').append(body);
  return "v1," + crypto::base64(crypto::hmac_sha256(*key, text));
}

}  // namespace docket::webhook

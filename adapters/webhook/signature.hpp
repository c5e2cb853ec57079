// How a delivery proves where it comes from: Standard Webhooks 1.0.0, symmetric. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace docket::webhook {

// "v1,…" over `id.timestamp.body`, the bytes as they are sent. `secret`: "whsec_" and base64; nothing when it is not.
std::optional<std::string> sign(std::string_view secret, std::string_view id, std::int64_t timestamp,
                                std::string_view body);

}  // namespace docket::webhook

// A page cursor: where the last page ended, signed together with the question, so that it can neither be
// forged nor used for another query. Opaque to clients: base64url(place · HMAC-SHA256 prefix).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/index/query.hpp"

namespace docket::index {

std::string make_cursor(std::string_view secret, const Query& query, std::string_view place);
std::optional<std::string> open_cursor(std::string_view secret, const Query& query, std::string_view cursor);

}  // namespace docket::index

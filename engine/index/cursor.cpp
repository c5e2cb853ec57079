#include "engine/index/cursor.hpp"

#include "engine/base/bytes.hpp"
#include "engine/base/crypto.hpp"

namespace docket::index {
namespace {

constexpr std::size_t tag_size = 16;

std::string tag(std::string_view secret, const Query& query, std::string_view place) {
  std::string signed_text = "page-cursor";
  bytes::put_string(signed_text, query.org.str());
  bytes::put_string(signed_text, query.circle.asker);
  for (const auto& part : {query.workflow, query.state, query.assignee}) {
    bytes::put_u8(signed_text, part ? 1 : 0);
    bytes::put_string(signed_text, part.value_or(""));
  }
  for (const auto& [field, value] : query.fields) {
    bytes::put_string(signed_text, field);
    bytes::put_string(signed_text, value);
  }
  bytes::put_u8(signed_text, query.newest_first ? 1 : 0);
  signed_text.append(place);
  return crypto::hmac_sha256(secret, signed_text).substr(0, tag_size);
}

}  // namespace

std::string make_cursor(std::string_view secret, const Query& query, std::string_view place) {
  return crypto::base64url(tag(secret, query, place).append(place));
}

std::optional<std::string> open_cursor(std::string_view secret, const Query& query, std::string_view cursor) {
  const auto opened = crypto::from_base64url(cursor);
  if (!opened || opened->size() < tag_size) return std::nullopt;
  auto place = opened->substr(tag_size);
  if (!crypto::equal(std::string_view(*opened).substr(0, tag_size), tag(secret, query, place))) return std::nullopt;
  return place;
}

}  // namespace docket::index

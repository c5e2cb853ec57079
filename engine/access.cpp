#include "engine/access.hpp"

#include <zlib.h>

#include "engine/base/bytes.hpp"
#include "engine/base/crypto.hpp"

namespace docket {
namespace {

constexpr std::string_view prefix = "dkt_api_";
constexpr std::size_t id_size = 22;
constexpr std::size_t secret_size = 43;
constexpr std::size_t sum_size = 6;
constexpr std::string_view base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::uint8_t row_format = 1;

// Finds a typing error without asking anybody.
std::string checksum(std::string_view text) {
  auto sum = crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size()));
  std::string out(sum_size, '0');
  for (auto at = out.rbegin(); at != out.rend(); ++at, sum /= 62) *at = base62[sum % 62];
  return out;
}

std::string random_bytes(RandomSource& random, std::size_t count) {
  std::string out;
  while (out.size() < count) bytes::put_u64(out, random.next());
  out.resize(count);
  return out;
}

}  // namespace

FreshToken make_token(RandomSource& random) {
  const auto id = crypto::base64url(random_bytes(random, 16));      // 22 characters
  const auto secret = crypto::base64url(random_bytes(random, 32));  // 43 characters
  std::string text(prefix);
  text += id;
  text += secret;
  text += checksum(text);
  return {model::TokenId(id), crypto::hex(crypto::sha256(secret)), std::move(text)};
}

// token_row := format:u8 user secret_hash expires:u64 (0: never); strings with their length
std::string encode_token_row(const TokenRow& row) {
  std::string out;
  bytes::put_u8(out, row_format);
  bytes::put_string(out, row.user.str());
  bytes::put_string(out, row.secret_hash);
  bytes::put_u64(out, row.expires ? static_cast<std::uint64_t>(row.expires->time_since_epoch().count()) : 0);
  return out;
}

std::optional<TokenRow> decode_token_row(std::string_view stored) {
  bytes::Reader in(stored);
  if (in.u8() != row_format) return std::nullopt;
  TokenRow row;
  row.user = model::UserId(in.string());
  row.secret_hash = in.string();
  const auto expires = in.u64();
  if (!in.done()) return std::nullopt;
  if (expires != 0) row.expires = Timestamp(std::chrono::milliseconds(static_cast<std::int64_t>(expires)));
  return row;
}

std::optional<model::Actor> actor_of(const model::UserId& id, const model::Orgs& orgs) {
  const auto home = orgs.home(id);
  if (home == nullptr) return std::nullopt;
  const auto* user = home->user(id);
  // A person of role voter only is no person but a way in: a form, a desk.
  const bool intake = user->roles.size() == 1 && user->roles.front() == "voter";
  return model::Actor{user->id, user->roles, user->unit, {}, {}, intake, home->org};
}

Access::Access(model::OrgsPtr orgs) : Access(std::make_shared<const model::Book>(model::Book{{}, std::move(orgs)})) {}

Access::Access(model::BookPtr book) : book_(std::move(book)), rows_(std::make_shared<const Rows>()) {}

std::expected<model::Actor, Denied> Access::authenticate(std::string_view token, Timestamp now) const {
  if (!token.starts_with(prefix) || token.size() != prefix.size() + id_size + secret_size + sum_size)
    return std::unexpected(Denied::malformed);
  const auto body = token.substr(0, token.size() - sum_size);
  if (checksum(body) != token.substr(body.size())) return std::unexpected(Denied::malformed);
  const auto id = token.substr(prefix.size(), id_size);
  const auto hash = crypto::hex(crypto::sha256(token.substr(prefix.size() + id_size, secret_size)));
  const auto rows = rows_.load();
  const auto found = rows->find(id);
  // An unknown id is compared as well, against something no secret hashes to.
  const std::string nobody(64, 'x');
  const bool matches = crypto::equal(found == rows->end() ? nobody : found->second.secret_hash, hash);
  if (found == rows->end() || !matches) return std::unexpected(Denied::unknown);
  if (found->second.expires && *found->second.expires <= now) return std::unexpected(Denied::expired);
  auto actor = actor_of(found->second.user, *orgs());
  if (!actor) return std::unexpected(Denied::no_such_user);
  actor->token = model::TokenId(std::string(id));
  return std::move(*actor);
}

void Access::remove(const model::TokenId& id) {
  auto rows = std::make_shared<Rows>(*rows_.load());
  rows->erase(id.str());
  rows_.store(std::move(rows));
}

bool Access::knows(const model::TokenId& id) const { return rows_.load()->contains(id.str()); }

void Access::add(const model::TokenId& id, TokenRow row) {
  auto rows = std::make_shared<Rows>(*rows_.load());
  rows->insert_or_assign(id.str(), std::move(row));
  rows_.store(std::move(rows));
}

}  // namespace docket

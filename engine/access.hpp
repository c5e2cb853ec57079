// Who is calling: bearer tokens of the people of all orgs. A token reads `dkt_api_<22-char id><43-char secret><6-char
// CRC32>`; the store knows its id and the SHA-256 of its secret. Any thread; rows are added by the writer
// after their commit.
#pragma once

#include <atomic>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/clock.hpp"
#include "engine/base/uuid.hpp"
#include "engine/model/command.hpp"
#include "engine/model/directory_book.hpp"
#include "engine/model/orgs.hpp"

namespace docket {

struct TokenRow {
  model::UserId user;
  std::string secret_hash;  // hex SHA-256
  std::optional<Timestamp> expires;
};

// A fresh token: `text` is shown once and never stored.
struct FreshToken {
  model::TokenId id;
  std::string secret_hash;
  std::string text;
};
FreshToken make_token(RandomSource& random);

std::string encode_token_row(const TokenRow& row);
std::optional<TokenRow> decode_token_row(std::string_view bytes);

// Somebody as they act, without a token; nothing when no directory names them.
std::optional<model::Actor> actor_of(const model::UserId& id, const model::Orgs& orgs);

enum class Denied { malformed, unknown, expired, no_such_user };

class Access {
 public:
  explicit Access(model::OrgsPtr orgs);  // that no import knows of yet
  explicit Access(model::BookPtr book);

  // Takes the same time for an unknown token as for a wrong secret.
  std::expected<model::Actor, Denied> authenticate(std::string_view token, Timestamp now) const;

  void add(const model::TokenId& id, TokenRow row);
  void remove(const model::TokenId& id);
  bool knows(const model::TokenId& id) const;
  std::map<std::string, TokenRow, std::less<>> all() const { return *rows_.load(); }  // by id
  // As last committed; whoever asks twice may get two versions.
  model::OrgsPtr orgs() const { return book_.load()->orgs; }
  model::BookPtr book() const { return book_.load(); }
  // The next request finds it. By the writer, after its commit.
  void publish(model::BookPtr book) { book_.store(std::move(book)); }

 private:
  using Rows = std::map<std::string, TokenRow, std::less<>>;
  std::atomic<model::BookPtr> book_;
  std::atomic<std::shared_ptr<const Rows>> rows_;
};

}  // namespace docket

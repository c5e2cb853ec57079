#include "engine/query_code.hpp"

#include "engine/base/crypto.hpp"

namespace docket {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford's: no I, L, O, U
constexpr std::size_t size = 20;
constexpr std::size_t lookup_size = 8;

std::optional<char> plain(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'O') return '0';
  if (c == 'I' || c == 'L') return '1';
  return alphabet.contains(c) ? std::optional(c) : std::nullopt;
}

model::QueryCode code_of(std::string_view letters) {
  return {std::string(letters.substr(0, lookup_size)), crypto::sha256(letters)};
}

}  // namespace

FreshCode make_query_code(RandomSource& random) {
  std::string letters;
  while (letters.size() < size) {
    auto bits = random.next();
    for (int i = 0; i < 10; ++i, bits >>= 6) letters += alphabet[bits & 31];
  }
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    if (i > 0 && i % 4 == 0) text += '-';
    text += letters[i];
  }
  return {std::move(text), code_of(letters)};
}

std::optional<model::QueryCode> read_query_code(std::string_view text) {
  std::string letters;
  for (const char c : text) {
    if (c == '-') continue;
    const auto letter = plain(c);
    if (!letter || letters.size() == size) return std::nullopt;
    letters += *letter;
  }
  return letters.size() == size ? std::optional(code_of(letters)) : std::nullopt;
}

}  // namespace docket

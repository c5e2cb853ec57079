#include "adapters/http/preconditions.hpp"

#include <algorithm>
#include <charconv>

namespace docket::http {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

void skip_blanks(std::string_view& text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
}

// "v<n>" without leading zeros; nothing for a tag we never made.
std::optional<model::Sequence> read_version(std::string_view tag) {
  if (tag.size() < 2 || tag[0] != 'v' || tag[1] == '0') return std::nullopt;
  model::Sequence sequence;
  const auto* end = tag.data() + tag.size();
  const auto [stopped, error] = std::from_chars(tag.data() + 1, end, sequence.value);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return sequence;
}

// entity-tag *( OWS "," OWS entity-tag ), appended to `versions`; false when it is no such list.
bool read_tags(std::string_view text, std::vector<model::Sequence>& versions) {
  for (;;) {
    skip_blanks(text);
    const bool weak = text.starts_with("W/");
    if (weak) text.remove_prefix(2);
    if (!text.starts_with('"')) return false;
    const auto end = text.find('"', 1);
    if (end == std::string_view::npos) return false;
    const auto version = read_version(text.substr(1, end - 1));
    if (!weak && version) versions.push_back(*version);
    text.remove_prefix(end + 1);
    skip_blanks(text);
    if (text.empty()) return true;
    if (text.front() != ',') return false;
    text.remove_prefix(1);
  }
}

bool is_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_zero(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c == '0'; });
}

}  // namespace

std::expected<std::vector<model::Sequence>, Reason> read_if_match(const Head& head) {
  std::vector<model::Sequence> versions;
  const auto count = count_fields(head, "If-Match");
  if (count == 0) return versions;
  for (const auto& field : head.fields) {
    if (!same_name(field.name, "If-Match")) continue;
    if (field.value == "*") {
      if (count > 1) return std::unexpected(Reason::invalid_condition);
      return versions;
    }
    if (!read_tags(field.value, versions)) return std::unexpected(Reason::invalid_condition);
  }
  if (versions.empty()) versions.push_back(model::Sequence{0});
  return versions;
}

std::expected<std::optional<std::string>, Reason> read_idempotency_key(const Head& head) {
  const auto count = count_fields(head, "Idempotency-Key");
  if (count == 0) return std::optional<std::string>();
  auto text = find_field(head, "Idempotency-Key");
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  const bool visible = std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F && c != '"' && c != '\\'; });
  if (count > 1 || text.empty() || text.size() > 255 || !visible) return std::unexpected(Reason::invalid_key);
  return std::optional(std::string(text));
}

// version "-" trace-id "-" parent-id "-" flags := 2 32 16 2 lower-case hex digits; later versions may go on
// after "-".
std::string_view read_traceparent(const Head& head) {
  constexpr std::size_t size = 55;
  if (count_fields(head, "traceparent") != 1) return {};
  const auto text = find_field(head, "traceparent");
  if (text.size() < size || text[2] != '-' || text[35] != '-' || text[52] != '-') return {};
  const auto version = text.substr(0, 2);
  const auto trace = text.substr(3, 32);
  const auto parent = text.substr(36, 16);
  if (!is_hex(version) || !is_hex(trace) || !is_hex(parent) || !is_hex(text.substr(53, 2))) return {};
  if (version == "ff" || is_zero(trace) || is_zero(parent)) return {};
  if (version == "00") return text.size() == size ? text : std::string_view();
  if (text.size() > size && text[size] != '-') return {};
  return text.substr(0, size);
}

}  // namespace docket::http

#include "adapters/http/target.hpp"

#include <algorithm>
#include <charconv>

namespace docket::http {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_unreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

bool is_path_char(char c) { return is_unreserved(c) || std::string_view("!$&'()*+,;=:@/").contains(c); }

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t more = lead < 0x80                   ? 0
                             : lead >= 0xC2 && lead < 0xE0 ? 1
                             : (lead & 0xF0) == 0xE0       ? 2
                             : lead >= 0xF0 && lead < 0xF5 ? 3
                                                           : 4;
    if (more == 4 || i + more >= text.size()) return false;
    for (std::size_t k = 1; k <= more; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
    }
    if (more > 1) {  // overlong forms, surrogates, beyond U+10FFFF
      const auto next = static_cast<unsigned char>(text[i + 1]);
      if ((lead == 0xE0 && next < 0xA0) || (lead == 0xED && next >= 0xA0) || (lead == 0xF0 && next < 0x90) ||
          (lead == 0xF4 && next >= 0x90)) {
        return false;
      }
    }
    i += more + 1;
  }
  return true;
}

Problem unknown_parameter(std::initializer_list<std::string_view> known) {
  workflows::Label sentence{"可用的参数：", "Known parameters: "};
  for (const auto name : known) {
    const auto* separator = name == *known.begin() ? "" : ", ";
    sentence.zh_cn.append(separator).append(name);
    sentence.en.append(separator).append(name);
  }
  if (known.size() == 0) sentence = {"该接口没有查询参数。", "This call takes no query parameters."};
  return problem(Reason::unknown_parameter, {{"", std::move(sentence)}});
}

}  // namespace

bool is_origin_form(std::string_view target) {
  if (target.empty() || target.front() != '/') return false;
  bool in_query = false;
  for (std::size_t i = 0; i < target.size(); ++i) {
    const char c = target[i];
    if (c == '%') {
      if (i + 2 >= target.size() || hex_digit(target[i + 1]) < 0 || hex_digit(target[i + 2]) < 0) return false;
      i += 2;
    } else if (c == '?') {
      in_query = true;
    } else if (!is_path_char(c)) {
      return false;
    }
  }
  // A path that begins with two slashes reads as an authority elsewhere.
  return in_query || !target.starts_with("//");
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hex_digit(text[i + 1]);
    const int low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0 || (high == 0 && low == 0)) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (!is_utf8(out)) return std::nullopt;
  return out;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += hex[byte >> 4];
    out += hex[byte & 0xF];
  }
  return out;
}

Problem invalid_parameter(std::string_view name, workflows::Label sentence) {
  return problem(Reason::invalid_parameter, {{"?" + std::string(name), std::move(sentence)}});
}

std::expected<Parameters, Problem> Parameters::parse(std::string_view query,
                                                     std::initializer_list<std::string_view> known) {
  Parameters parameters;
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto item = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    const auto equals = item.find('=');
    const auto name = std::ranges::find(known, item.substr(0, equals));
    if (name == known.end()) return std::unexpected(unknown_parameter(known));
    if (parameters.text(*name)) {
      return std::unexpected(invalid_parameter(*name, {"该参数只能出现一次。", "Give this parameter once."}));
    }
    auto value = percent_decode(equals == std::string_view::npos ? std::string_view() : item.substr(equals + 1));
    if (!value || value->empty()) {
      return std::unexpected(invalid_parameter(*name, {"请给出经过百分号编码的值。", "Give a percent-encoded value."}));
    }
    parameters.values_.emplace_back(*name, std::move(*value));
  }
  return parameters;
}

std::optional<std::string> Parameters::text(std::string_view name) const {
  for (const auto& [key, value] : values_) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::expected<std::size_t, Problem> Parameters::number(std::string_view name, std::size_t fallback, std::size_t min,
                                                       std::size_t max) const {
  const auto given = text(name);
  if (!given) return fallback;
  std::size_t value = 0;
  const auto* end = given->data() + given->size();
  const auto [stopped, error] = std::from_chars(given->data(), end, value);
  if (error != std::errc() || stopped != end || value < min || value > max) {
    const auto range = std::to_string(min) + " – " + std::to_string(max);
    return std::unexpected(
        invalid_parameter(name, {"请给出 " + range + " 之间的整数。", "Give an integer in " + range + "."}));
  }
  return value;
}

}  // namespace docket::http

#include "workflows/guard_coercion.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>

#include "workflows/guard_refusal.hpp"

namespace docket::workflows {
namespace {

using nlohmann::json;

constexpr double integer_max = 9007199254740991.0;  // 2^53 − 1: up to here doubles count without gaps

const Label a_number{"数字或十进制数字文本", "a number or a plain decimal numeral"};
const Label a_text{"文本", "text"};
const Label a_whole_number{"整数", "a whole number"};

bool is_digit(char character) { return character >= '0' && character <= '9'; }

std::size_t digits_at(std::string_view text, std::size_t from) {
  std::size_t end = from;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - from;
}

// -?[0-9]+(\.[0-9]+)?
bool is_numeral(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t whole = digits_at(text, 0);
  if (whole == 0) return false;
  if (whole == text.size()) return true;
  if (text[whole] != '.') return false;
  const std::size_t fraction = digits_at(text, whole + 1);
  return fraction > 0 && whole + 1 + fraction == text.size();
}

std::optional<double> numeral(std::string_view text) {
  if (!is_numeral(text)) return std::nullopt;
  double number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc()) return std::nullopt;
  return number;
}

// What ECMAScript calls white space, in UTF-8.
constexpr auto blanks = std::to_array<std::string_view>(
    {"\t",           "\n",           "\v",           "\f",           "\r",           " ",
     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83",
     "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89",
     "\xE2\x80\x8A", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80",
     "\xEF\xBB\xBF"});

std::string_view trim(std::string_view text) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view blank : blanks) {
      if (text.starts_with(blank)) {
        text.remove_prefix(blank.size());
        again = true;
      }
      if (text.ends_with(blank)) {
        text.remove_suffix(blank.size());
        again = true;
      }
    }
  }
  return text;
}

// Some engines read a number in such a text and others do not: empty, padded, signed by plus, hexadecimal,
// with an exponent, infinite. Asked only of texts that are no plain numerals.
bool is_doubtful_numeral(std::string_view text) {
  text = trim(text);
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  if (text.empty() || text == "Infinity") return true;
  for (const std::string_view radix : {"0x", "0X", "0o", "0O", "0b", "0B"}) {
    if (text.starts_with(radix)) return true;
  }
  std::size_t end = digits_at(text, 0);
  if (end < text.size() && text[end] == '.') end += 1 + digits_at(text, end + 1);
  if (end == 0 || end == text.size()) return end != 0;
  if (text[end] != 'e' && text[end] != 'E') return false;
  ++end;
  if (end < text.size() && (text[end] == '+' || text[end] == '-')) ++end;
  return end + digits_at(text, end) == text.size();
}

bool number_equals_text(Operator code, const json& number, const json& text) {
  const std::string_view characters = text.get_ref<const std::string&>();
  if (const auto value = numeral(characters)) return number.get<double>() == *value;
  if (is_doubtful_numeral(characters)) refuse_kind(code, text, a_number);
  return false;
}

[[noreturn]] void refuse_structure(Operator code, const json& left, const json& right) {
  refuse_kind(code, left.is_structured() ? left : right,
              {"文本、数字、是非值或空值", "text, a number, true, false or null"});
}

json from_boolean(bool value) { return json(value ? 1 : 0); }

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

// The byte where the code point number `count` begins, or the end.
std::size_t byte_of(std::string_view text, std::size_t count) {
  std::size_t byte = 0;
  while (byte < text.size()) {
    if ((static_cast<unsigned char>(text[byte]) & 0xC0U) != 0x80U) {
      if (count == 0) return byte;
      --count;
    }
    ++byte;
  }
  return text.size();
}

}  // namespace

bool is_true(const json& value) {
  switch (value.type()) {
    case json::value_t::boolean:
      return value.get<bool>();
    case json::value_t::number_integer:
    case json::value_t::number_unsigned:
    case json::value_t::number_float:
      return value.get<double>() != 0;
    case json::value_t::string:
      return !value.get_ref<const std::string&>().empty();
    case json::value_t::array:
      return !value.empty();
    case json::value_t::object:
      refuse({"条件不能是对象，请写出要检查的成员。", "An object cannot be a condition: name the member to check."});
    default:
      return false;
  }
}

double to_number(Operator code, const json& value) {
  if (value.is_number()) return value.get<double>();
  if (value.is_string()) {
    if (const auto number = numeral(value.get_ref<const std::string&>())) return *number;
  }
  refuse_kind(code, value, a_number);
}

json from_number(Operator code, double number) {
  if (!std::isfinite(number)) {
    refuse({std::string(name_of(code)) + " 的结果太大，无法表示。",
            "The result of " + std::string(name_of(code)) + " is too large to represent."});
  }
  if (std::abs(number) <= integer_max && std::trunc(number) == number) return json(static_cast<std::int64_t>(number));
  return json(number);
}

long to_whole(Operator code, const json& value) {
  const double number = to_number(code, value);
  if (std::trunc(number) != number || std::abs(number) > integer_max) refuse_kind(code, value, a_whole_number);
  return static_cast<long>(number);
}

bool loosely_equal(Operator code, const json& left, const json& right) {
  if (left.is_null() || right.is_null()) return left.is_null() && right.is_null();
  if (left.is_structured() || right.is_structured()) refuse_structure(code, left, right);
  if (left.type() == right.type() || (left.is_number() && right.is_number())) return left == right;
  if (left.is_boolean()) return loosely_equal(code, from_boolean(left.get<bool>()), right);
  if (right.is_boolean()) return loosely_equal(code, left, from_boolean(right.get<bool>()));
  return left.is_number() ? number_equals_text(code, left, right) : number_equals_text(code, right, left);
}

bool strictly_equal(Operator code, const json& left, const json& right) {
  if (left.is_structured() && right.is_structured()) refuse_structure(code, left, right);
  return left == right;
}

std::partial_ordering order(Operator code, const json& left, const json& right) {
  if (left.is_string() && right.is_string()) {
    // Bytes of UTF-8 stand in the order of code points.
    return left.get_ref<const std::string&>() <=> right.get_ref<const std::string&>();
  }
  return to_number(code, left) <=> to_number(code, right);
}

std::string to_text(Operator code, const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (value.is_number_integer()) return value.dump();
  if (!value.is_number()) refuse_kind(code, value, a_text);
  const double number = value.get<double>();
  // Beyond these the engines write exponents, each in its own way.
  const bool plain = number == 0 || (std::abs(number) >= 1e-6 && std::abs(number) <= integer_max);
  if (!plain) refuse_kind(code, value, a_text);
  std::array<char, 64> buffer{};
  const auto [end, failure] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), number == 0 ? 0.0 : number, std::chars_format::fixed);
  return {buffer.data(), end};
}

std::string substring(std::string_view text, long start) {
  const long size = static_cast<long>(code_points(text));
  const long first = start < 0 ? std::max(0L, size + start) : std::min(start, size);
  return std::string(text.substr(byte_of(text, static_cast<std::size_t>(first))));
}

std::string substring(std::string_view text, long start, long length) {
  const std::string rest = substring(text, start);
  const long size = static_cast<long>(code_points(rest));
  const long kept = length < 0 ? std::max(0L, size + length) : std::min(length, size);
  return rest.substr(0, byte_of(rest, static_cast<std::size_t>(kept)));
}

}  // namespace docket::workflows

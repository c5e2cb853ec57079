#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "workflows/value.hpp"

namespace docket::workflows {
namespace {

using nlohmann::json;

constexpr std::int64_t integer_max = (std::int64_t{1} << 53) - 1;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr int number_out_of_range = 406;  // nlohmann's id for a number that does not fit a double

// Where a byte stands, for people: lines and columns count from one.
struct Place {
  std::size_t line = 1;
  std::size_t column = 1;
};

Place place_of(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, byte);
  const auto lines = static_cast<std::size_t>(std::ranges::count(before, '\n'));
  const std::size_t newline = before.rfind('\n');
  const std::size_t line_start = newline == std::string_view::npos ? 0 : newline + 1;
  return {lines + 1, std::max<std::size_t>(1, before.size() - line_start)};
}

// Receives the tokens of one text and builds the document, so that a limit stops the reading where it is
// crossed.
class Builder {
 public:
  Builder(std::string_view text, const ParseLimits& limits) : text_(text), limits_(limits) {}

  bool null() { return put(nullptr); }
  bool boolean(bool value) { return put(value); }
  bool number_integer(std::int64_t value) { return value < -integer_max ? refuse_integer() : put(value); }
  bool number_unsigned(std::uint64_t value) {
    return value > static_cast<std::uint64_t>(integer_max) ? refuse_integer() : put(value);
  }
  // An integer too long for 64 bits arrives here as well.
  bool number_float(double value, const std::string& source) {
    if (source.find_first_of(".eE") == std::string::npos) return refuse_integer();
    if (!std::isfinite(value)) return refuse_infinite();
    return put(value);
  }
  bool string(std::string& value) {
    if (value.find('\0') != std::string::npos) return refuse_nul();
    return put(std::move(value));
  }
  bool binary(json::binary_t&) { return false; }  // JSON text has none

  bool start_object(std::size_t) { return open(json::value_t::object); }
  bool start_array(std::size_t) { return open(json::value_t::array); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    names_.back() = nullptr;
    if (name.size() > limits_.key_max) {
      return refuse({fmt::format("成员名太长（上限 {} 字节），请缩短。", limits_.key_max),
                     fmt::format("A member name is too long (limit {} bytes): shorten it.", limits_.key_max)});
    }
    if (name.find('\0') != std::string::npos) return refuse_nul();
    auto& members = open_.back()->get_ref<json::object_t&>();
    const auto [member, added] = members.emplace(std::move(name), nullptr);
    member_ = &member->second;
    names_.back() = &member->first;
    if (added) return true;
    return refuse({"同一对象里有重复的成员，请只保留一个。", "A member appears twice in one object: keep only one."});
  }

  bool parse_error(std::size_t position, const std::string&, const json::exception& failure) {
    if (failure.id == number_out_of_range) return refuse_infinite();
    const Place place = place_of(text_, position);
    return refuse(
        {fmt::format("第 {} 行第 {} 列附近不是合法的 JSON，请检查标点、引号和编码（UTF-8）。", place.line,
                     place.column),
         fmt::format("Not valid JSON near line {}, column {}: check punctuation, quotes and encoding (UTF-8).",
                     place.line, place.column)});
  }

  json take() { return std::move(root_); }
  Problem problem() {
    return problem_.value_or(Problem{"", {"JSON 无法读取，请检查内容。", "The JSON cannot be read: check it."}});
  }

 private:
  // Puts a value where the grammar stands now; null when there are too many.
  template <typename T>
  json* place(T&& value) {
    if (++nodes_ > limits_.nodes_max) {
      refuse({fmt::format("内容太多（上限 {} 个值），请拆分后提交。", limits_.nodes_max),
              fmt::format("Too many values (limit {}): split the document.", limits_.nodes_max)});
      return nullptr;
    }
    if (open_.empty()) {
      root_ = json(std::forward<T>(value));
      return &root_;
    }
    if (open_.back()->is_array()) {
      return &open_.back()->get_ref<json::array_t&>().emplace_back(std::forward<T>(value));
    }
    *member_ = json(std::forward<T>(value));
    return member_;
  }

  template <typename T>
  bool put(T&& value) {
    return place(std::forward<T>(value)) != nullptr;
  }

  bool open(json::value_t type) {
    if (open_.size() >= limits_.depth_max) {
      return refuse({fmt::format("嵌套太深（上限 {} 层），请减少层数。", limits_.depth_max),
                     fmt::format("Nested too deeply (limit {} levels): use fewer levels.", limits_.depth_max)});
    }
    json* const container = place(type);
    if (container == nullptr) return false;
    // Safe because a container does not grow while one of its children is open.
    open_.push_back(container);
    names_.push_back(nullptr);
    return true;
  }

  bool close() {
    open_.pop_back();
    names_.pop_back();
    return true;
  }

  // The pointer is built only here: nothing is spent on it while all goes well.
  bool refuse(Label sentence) {
    std::string pointer;
    for (std::size_t level = 0; level < open_.size(); ++level) {
      if (open_[level]->is_array()) {
        const bool innermost = level + 1 == open_.size();
        const std::size_t size = open_[level]->size();
        pointer = pointer_child(pointer, fmt::to_string(innermost ? size : size - 1));
      } else if (names_[level] != nullptr) {
        pointer = pointer_child(pointer, *names_[level]);
      }
    }
    problem_ = Problem{std::move(pointer), std::move(sentence)};
    return false;
  }

  bool refuse_integer() {
    return refuse({"整数超出 ±9007199254740991，请改用字符串。",
                   "The integer is beyond ±9007199254740991: write it as a string."});
  }
  bool refuse_infinite() {
    return refuse({"数字太大，无法表示，请改用字符串或较小的数。",
                   "The number is too large to represent: use a string or a smaller number."});
  }
  bool refuse_nul() {
    return refuse({"文本含有空字符（U+0000），请删除。", "The text contains a NUL character (U+0000): remove it."});
  }

  std::string_view text_;
  ParseLimits limits_;
  json root_;
  std::vector<json*> open_;
  std::vector<const std::string*> names_;  // of the member being read, for each open object
  json* member_ = nullptr;
  std::size_t nodes_ = 0;
  std::optional<Problem> problem_;
};

}  // namespace

std::expected<Value, Problem> parse_untrusted(std::string_view text, const ParseLimits& limits) {
  if (text.size() > limits.bytes_max) {
    return std::unexpected(
        Problem{"",
                {fmt::format("内容太大（上限 {} 字节），请缩小后提交。", limits.bytes_max),
                 fmt::format("The document is too large (limit {} bytes): send a smaller one.", limits.bytes_max)}});
  }
  if (text.starts_with(byte_order_mark)) {
    return std::unexpected(Problem{"",
                                   {"文件开头有字节顺序标记（BOM），请存为不带 BOM 的 UTF-8。",
                                    "The text begins with a byte order mark: save it as UTF-8 without BOM."}});
  }
  Builder builder(text, limits);
  if (!json::sax_parse(text.data(), text.data() + text.size(), &builder)) {
    return std::unexpected(builder.problem());
  }
  return Value(builder.take());
}

}  // namespace docket::workflows

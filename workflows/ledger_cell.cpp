#include "workflows/ledger_cell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

namespace docket::workflows {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 5> spaces = {" ", "\t", "\r", "\n", "\u3000"};
constexpr std::array<std::string_view, 6> yes = {"是", "有", "√", "对", "yes", "true"};
constexpr std::array<std::string_view, 6> no = {"否", "无", "×", "不", "no", "false"};
constexpr std::array<std::string_view, 4> units = {"元", "人", "名", "户"};

std::string without(std::string text, std::string_view piece) {
  for (auto at = text.find(piece); at != std::string::npos; at = text.find(piece, at)) text.erase(at, piece.size());
  return text;
}

template <typename Words>
bool is_one_of(const Words& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

std::expected<json, Label> read_choice(std::string_view cell, const json& schema, const LedgerColumn& column) {
  if (const auto word = column.values.find(std::string(cell)); word != column.values.end()) return word->second;
  std::string zh_cn;
  std::string en;
  const auto& labels = schema.contains("x-labels") ? schema["x-labels"] : json::object();
  for (const auto& choice : schema["enum"]) {
    if (!choice.is_string()) continue;
    const auto& id = choice.get_ref<const std::string&>();
    const auto label = labels.value(id, json::object());
    if (cell == id || cell == label.value("zh-CN", "") || cell == label.value("en", "")) return choice;
    zh_cn += (zh_cn.empty() ? "" : "、") + label.value("zh-CN", id);
    en += (en.empty() ? "" : ", ") + id;
  }
  return std::unexpected(
      Label{"没有这个选项，可以填：" + zh_cn + "。", "There is no such choice; write one of: " + en + "."});
}

std::expected<json, Label> read_number(std::string_view cell, bool whole) {
  auto text = without(std::string(cell), ",");
  double factor = 1;
  for (const auto unit : units) {
    if (!text.ends_with(unit)) continue;
    if (text.ends_with("万元")) factor = 10'000;
    text.resize(text.size() - (factor > 1 ? std::string_view("万元") : unit).size());
    break;
  }
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (factor > 1) number = std::round(number * factor * 100) / 100;  // 1.13万元 is 11300, and money has two decimals
  const bool read = error == std::errc() && end == text.data() + text.size() && std::abs(number) < 1e15;
  if (!read || (whole && number != std::floor(number)))
    return std::unexpected(Label{"应当是一个数，如 3 或 1200。", "Write a number, such as 3 or 1200."});
  return whole ? json(static_cast<std::int64_t>(number)) : json(number);
}

std::expected<json, Label> read_name(std::string_view cell, const std::string& kind, const NameFinder& find) {
  if (auto id = find(kind, cell)) return *id;
  if (kind == "area")
    return std::unexpected(Label{"通讯录里没有这个村（社区），请写全称，如“河湾村”。",
                                 "The directory has no such village: write its full name."});
  return std::unexpected(Label{"通讯录里没有这个名称，请检查。", "The directory has no such name: check it."});
}

}  // namespace

std::string plain_cell(std::string_view cell) {
  for (bool trimmed = true; trimmed;) {
    trimmed = false;
    for (const auto space : spaces) {
      if (cell.starts_with(space)) {
        cell.remove_prefix(space.size());
        trimmed = true;
      }
      if (cell.ends_with(space)) {
        cell.remove_suffix(space.size());
        trimmed = true;
      }
    }
  }
  return std::string(cell);
}

const json* schema_at(const json& form, const std::vector<std::string>& path) {
  const auto* schema = &form;
  for (const auto& name : path) {
    const auto members = schema->find("properties");
    if (members == schema->end() || !members->contains(name)) return nullptr;
    schema = &(*members)[name];
  }
  return path.empty() ? nullptr : schema;
}

std::expected<json, Label> read_cell(std::string_view cell, const json& schema, const LedgerColumn& column,
                                     const NameFinder& find) {
  if (schema.contains("enum")) return read_choice(cell, schema, column);
  const auto type = schema.value("type", "string");
  if (type == "integer" || type == "number") return read_number(cell, type == "integer");
  if (type == "boolean") {
    if (is_one_of(yes, cell)) return true;
    if (is_one_of(no, cell)) return false;
    return std::unexpected(Label{"请写“是”或“否”。", "Write yes or no."});
  }
  if (schema.value("format", "") == "date") {
    if (const auto day = read_day(cell)) return format_date(*day);
    return std::unexpected(
        Label{"没有这一天；日期请写成 2026-03-05。", "There is no such day; write a date as 2026-03-05."});
  }
  if (const auto kind = schema.value("x-ref", ""); kind == "area" || kind == "unit" || kind == "user")
    return read_name(cell, kind, find);
  return std::string(cell);
}

// Year, month and day between whatever signs people put there.
std::optional<Date> read_day(std::string_view text) {
  std::array<std::string, 3> parts;
  std::size_t part = 0;
  auto cell = plain_cell(text);
  cell = plain_cell(cell.substr(0, cell.find(' ')));  // a time of day may follow
  if (cell.size() == 8 && std::ranges::all_of(cell, [](char c) { return c >= '0' && c <= '9'; })) {
    parts = {cell.substr(0, 4), cell.substr(4, 2), cell.substr(6)};
    part = 2;
  } else {
    std::string rest = cell;
    for (const std::string_view sign : {"年", "月", "/", "."})
      for (auto at = rest.find(sign); at != std::string::npos; at = rest.find(sign)) rest.replace(at, sign.size(), "-");
    if (rest.ends_with("日")) rest.resize(rest.size() - std::string_view("日").size());
    for (const char c : rest) {
      if (c == '-' && ++part > 2) return std::nullopt;
      if (c != '-') parts[part] += c;
    }
  }
  if (part != 2 || parts[0].size() != 4 || parts[1].empty() || parts[1].size() > 2 || parts[2].empty() ||
      parts[2].size() > 2)
    return std::nullopt;
  const auto day = parse_date(fmt::format("{}-{:0>2}-{:0>2}", parts[0], parts[1], parts[2]));
  return day ? std::optional(*day) : std::nullopt;
}

}  // namespace docket::workflows

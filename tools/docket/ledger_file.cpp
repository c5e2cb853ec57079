#include "tools/docket/ledger_file.hpp"

#include <csv.h>
#include <fmt/format.h>
#include <iconv.h>

#include <algorithm>
#include <memory>

namespace docket::tools {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// The shortest form only, no surrogates, nothing beyond U+10FFFF.
bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t size = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
    if (size == 0 || at + size > text.size()) return false;
    for (std::size_t next = 1; next < size; ++next)
      if ((static_cast<unsigned char>(text[at + next]) & 0xC0U) != 0x80U) return false;
    if (size > 2) {
      const auto second = static_cast<unsigned char>(text[at + 1]);
      if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) || (lead == 0xF0 && second < 0x90) ||
          (lead == 0xF4 && second > 0x8F))
        return false;
    }
    at += size;
  }
  return true;
}

// Rows are numbered as a spreadsheet numbers them: one with line breaks in its cells is one, an empty one counts too.
// libcsv tells cells and ends of rows; so it is fed line by line.
class Table {
 public:
  explicit Table(char separator) {
    csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI);
    csv_set_delim(&parser_, static_cast<unsigned char>(separator));
  }
  ~Table() { csv_free(&parser_); }
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  bool feed(std::string_view line) {
    const bool empty = line.find_first_not_of(" \r\n") == std::string_view::npos;
    if (!inside_) row_.line = ++row_count_;
    inside_ = inside_ || !empty;
    return csv_parse(&parser_, line.data(), line.size(), cell, end_of_row, this) == line.size();
  }
  bool finish() { return csv_fini(&parser_, cell, end_of_row, this) == 0; }
  std::size_t line() const { return row_.line; }
  std::vector<workflows::LedgerLine> rows() && { return std::move(rows_); }

 private:
  static void cell(void* text, std::size_t size, void* self) {
    auto& table = *static_cast<Table*>(self);
    table.row_.cells.emplace_back(static_cast<const char*>(text), size);
  }
  static void end_of_row(int, void* self) {
    auto& table = *static_cast<Table*>(self);
    const auto filled = [](const std::string& cell) { return !cell.empty(); };
    if (std::ranges::any_of(table.row_.cells, filled)) table.rows_.push_back(std::move(table.row_));
    table.row_ = {};
    table.inside_ = false;
  }

  csv_parser parser_{};
  std::size_t row_count_ = 0;
  bool inside_ = false;
  workflows::LedgerLine row_;
  std::vector<workflows::LedgerLine> rows_;
};

}  // namespace

std::expected<std::string, std::string> to_utf8(std::string_view bytes) {
  if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
  if (is_utf8(bytes)) return std::string(bytes);
  const auto converter = iconv_open("UTF-8", "GB18030");
  if (converter == reinterpret_cast<iconv_t>(-1))
    return std::unexpected("本机不能转换 GB18030，请把文件另存为 UTF-8 的 CSV (save the file as CSV in UTF-8)");
  const std::unique_ptr<void, int (*)(iconv_t)> closing(converter, iconv_close);
  std::string text(bytes.size() * 2, '\0');  // two bytes become three at most
  auto* from = const_cast<char*>(bytes.data());
  auto* to = text.data();
  auto left = bytes.size();
  auto room = text.size();
  if (iconv(converter, &from, &left, &to, &room) == static_cast<std::size_t>(-1)) {
    const auto line = 1 + std::count(bytes.begin(), bytes.end() - static_cast<std::ptrdiff_t>(left), '\n');
    return std::unexpected(
        fmt::format("第{}行既不是 UTF-8 也不是 GB18030 文字；请在 Excel 中另存为“CSV UTF-8” (line {}: neither UTF-8 "
                    "nor GB18030; save the file as CSV UTF-8)",
                    line, line));
  }
  text.resize(text.size() - room);
  return text;
}

std::expected<std::vector<workflows::LedgerLine>, std::string> read_ledger_file(std::string_view bytes) {
  if (bytes.starts_with("PK\x03\x04") || bytes.find('\0') != std::string_view::npos)
    return std::unexpected(
        "这不是 CSV 文件；请在 Excel 中另存为“CSV UTF-8” (this is no CSV: save the sheet as CSV UTF-8)");
  const auto text = to_utf8(bytes);
  if (!text) return std::unexpected(text.error());
  const auto first = text->substr(0, text->find('\n'));
  const bool tabs = first.find('\t') != std::string::npos && first.find(',') == std::string::npos;
  Table table(tabs ? '\t' : ',');
  const auto broken = [&table] {
    return std::unexpected(
        fmt::format("第{}行的引号不成对，请检查这一行 (line {}: a quotation mark is missing or stray)", table.line(),
                    table.line()));
  };
  std::string_view rest = *text;
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    const auto line = rest.substr(0, end == std::string_view::npos ? rest.size() : end + 1);
    rest.remove_prefix(line.size());
    if (!table.feed(line)) return broken();
  }
  if (!table.finish()) return broken();
  return std::move(table).rows();
}

}  // namespace docket::tools

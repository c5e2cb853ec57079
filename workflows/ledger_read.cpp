// A table becomes inputs. The other half of the ledger, what the configuration says, is ledger.cpp.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "workflows/ledger.hpp"
#include "workflows/ledger_cell.hpp"

namespace docket::workflows {
namespace {

using nlohmann::json;

constexpr std::size_t titles_max = 10;  // lines above the headers
constexpr std::size_t headers_min = 2;  // that a ledger must know
constexpr std::string_view ledger_days_from = "1990-01-01";

// What one column of the table is.
struct Meaning {
  enum class Kind { nothing, field, day, status } kind = Kind::nothing;
  const LedgerColumn* column = nullptr;
};

bool has(const std::vector<std::string>& words, const std::string& word) {
  return std::ranges::find(words, word) != words.end();
}

Meaning meaning_of(const Ledger& ledger, const std::string& header) {
  if (has(ledger.day, header)) return {Meaning::Kind::day, nullptr};
  if (has(ledger.status, header)) return {Meaning::Kind::status, nullptr};
  for (const auto& column : ledger.columns)
    if (has(column.headers, header)) return {Meaning::Kind::field, &column};
  return {};
}

std::size_t known_headers(const Ledger& ledger, const std::vector<std::string>& cells) {
  return static_cast<std::size_t>(std::ranges::count_if(cells, [&](const std::string& cell) {
    return meaning_of(ledger, plain_cell(cell)).kind != Meaning::Kind::nothing;
  }));
}

class Reading {
 public:
  Reading(const Ledger& ledger, const json& form, const NameFinder& find) : ledger_(ledger), form_(form), find_(find) {
    table_.ledger = &ledger;
  }

  std::expected<LedgerTable, Problem> read(const std::vector<LedgerLine>& lines, std::size_t headers) {
    if (auto problem = read_headers(lines[headers].cells)) return std::unexpected(std::move(*problem));
    for (auto at = headers + 1; at < lines.size(); ++at) read_line(lines[at]);
    return std::move(table_);
  }

 private:
  std::optional<Problem> read_headers(const std::vector<std::string>& cells) {
    for (const auto& cell : cells) {
      auto header = plain_cell(cell);
      const auto meaning = meaning_of(ledger_, header);
      if (meaning.kind != Meaning::Kind::nothing && has(headers_, header))
        return Problem{"",
                       {fmt::format("表头“{}”出现了两次，请删去一列。", header),
                        fmt::format("The header \"{}\" stands twice: remove one column.", header)}};
      if (meaning.kind == Meaning::Kind::nothing && !header.empty()) table_.not_read.push_back(header);
      if (const auto twin = twin_of(meaning))
        return Problem{
            "",
            {fmt::format("“{}”和“{}”是同一项内容，请合并成一列。", headers_[*twin], header),
             fmt::format("\"{}\" and \"{}\" mean the same: make one column of them.", headers_[*twin], header)}};
      meanings_.push_back(meaning);
      headers_.push_back(std::move(header));
    }
    keep_one_day();
    return missing_columns();
  }

  // The column before that fills the same field.
  std::optional<std::size_t> twin_of(const Meaning& meaning) const {
    for (std::size_t at = 0; meaning.column != nullptr && at < meanings_.size(); ++at)
      if (meanings_[at].column != nullptr && meanings_[at].column->to == meaning.column->to) return at;
    return std::nullopt;
  }

  // Ledgers note several days; that on which somebody came is the first that the configuration names.
  void keep_one_day() {
    for (bool kept = false; const auto& name : ledger_.day) {
      for (std::size_t at = 0; at < headers_.size(); ++at) {
        if (headers_[at] != name || meanings_[at].kind != Meaning::Kind::day) continue;
        if (kept) {
          meanings_[at] = {};
          table_.not_read.push_back(name);
        }
        kept = true;
      }
    }
  }

  // What the form must have and the table never says; asked once, not for every row.
  std::optional<Problem> missing_columns() const {
    for (const auto& required : form_.value("required", json::array())) {
      const auto& name = required.get_ref<const std::string&>();
      if (ledger_.defaults.json().contains(name)) continue;
      const auto gives = [&](const Meaning& meaning) {
        return meaning.column != nullptr && meaning.column->to.front() == name;
      };
      if (std::ranges::any_of(meanings_, gives)) continue;
      std::string could;
      for (const auto& column : ledger_.columns)
        if (column.to.front() == name) could += (could.empty() ? "" : "、") + column.headers.front();
      return Problem{"",
                     {fmt::format("表格缺少一列：{}。", could.empty() ? name : could),
                      fmt::format("The table lacks the column for \"{}\".", name)}};
    }
    return std::nullopt;
  }

  void read_line(const LedgerLine& line) {
    const auto before = table_.problems.size();
    LedgerRow row{line.line, {}, {}, {}};
    auto said = json::object();
    bool empty = true;
    bool ended = false;
    for (std::size_t at = 0; at < line.cells.size(); ++at) {
      const auto cell = plain_cell(line.cells[at]);
      if (cell.empty()) continue;
      empty = false;
      if (at >= meanings_.size()) {
        complain(line.line, "",
                 {"单元格比表头多，请检查逗号和引号。", "There are more cells than headers: check commas and quotes."});
        break;
      }
      if (meanings_[at].kind == Meaning::Kind::nothing) continue;
      if (meanings_[at].kind == Meaning::Kind::status) {
        ended = ended || ledger_.status_ended.contains(cell);
        check_status(line.line, headers_[at], cell);
      }
      if (meanings_[at].kind == Meaning::Kind::day) row.day = day_of(line.line, headers_[at], cell);
      if (meanings_[at].kind == Meaning::Kind::field) put(said, line.line, at, cell);
    }
    if (empty) return;
    if (ended) {
      table_.problems.resize(before);  // nobody needs to mend a row that stays where it is
      table_.ended.push_back(line.line);
      return;
    }
    if (table_.problems.size() > before) return;
    row.text = text_of(said, row.day);
    auto input = ledger_.defaults.json();
    input.merge_patch(said);
    row.input = Value(std::move(input));
    table_.rows.push_back(std::move(row));
  }

  // Neither the status, which changes, nor how headers and cells are spelled.
  std::string text_of(const json& said, const std::optional<Date>& day) const {
    return ledger_.id + '\x1f' + (day ? format_date(*day) : std::string()) + '\x1f' +
           said.dump(-1, ' ', false, json::error_handler_t::replace);
  }

  // A word that nobody knows could mean that the matter is done.
  void check_status(std::size_t line, const std::string& header, const std::string& word) {
    if (ledger_.status_open.empty() || ledger_.status_open.contains(word) || ledger_.status_ended.contains(word))
      return;
    std::string open;
    std::string ended;
    for (const auto& known : ledger_.status_open) open += (open.empty() ? "" : "、") + known;
    for (const auto& known : ledger_.status_ended) ended += (ended.empty() ? "" : "、") + known;
    complain(line, header,
             {fmt::format("不认识这种状态；在办的写：{}；办结的写：{}。", open, ended),
              fmt::format("This status is not known; open: {}; done: {}.", open, ended)});
  }

  std::optional<Date> day_of(std::size_t line, const std::string& header, const std::string& cell) {
    auto day = read_day(cell);
    if (!day)
      complain(line, header,
               {"没有这一天；日期请写成 2026-03-05。", "There is no such day; write a date as 2026-03-05."});
    if (day && *day < *parse_date(ledger_days_from))
      complain(line, header, {"日期太早，请检查年份。", "That is too long ago: check the year."});
    return day;
  }

  // `said`: what the cells of this row gave so far.
  void put(json& said, std::size_t line, std::size_t at, const std::string& cell) {
    const auto& column = *meanings_[at].column;
    auto value = read_cell(cell, *schema_at(form_, column.to), column, find_);
    if (!value) return complain(line, headers_[at], value.error());
    auto* place = &said;
    for (const auto& name : column.to) place = &(*place)[name];
    *place = std::move(*value);
  }

  void complain(std::size_t line, const std::string& header, const Label& what) {
    const auto where = header.empty() ? Label{} : Label{fmt::format("“{}”", header), fmt::format(", \"{}\"", header)};
    table_.problems.emplace_back(line, Problem{"",
                                               {fmt::format("第{}行{}：{}", line, where.zh_cn, what.zh_cn),
                                                fmt::format("Line {}{}: {}", line, where.en, what.en)}});
  }

  const Ledger& ledger_;
  const json& form_;
  const NameFinder& find_;
  LedgerTable table_;
  std::vector<std::string> headers_;
  std::vector<Meaning> meanings_;
};

struct Fit {
  const Ledger* ledger = nullptr;
  std::size_t line = 0;
  std::size_t known = 0;
};

std::expected<Fit, Problem> best_fit(const Ledgers& ledgers, std::string_view wanted,
                                     const std::vector<LedgerLine>& lines) {
  Fit best;
  bool tied = false;
  for (const auto& ledger : ledgers.all) {
    if (!wanted.empty() && ledger.id != wanted) continue;
    for (std::size_t at = 0; at < std::min(lines.size(), titles_max); ++at) {
      const auto known = known_headers(ledger, lines[at].cells);
      if (known < headers_min || known < best.known) continue;
      tied = known == best.known && best.ledger != &ledger;
      if (known > best.known) best = {&ledger, at, known};
    }
  }
  std::string names;
  for (const auto& ledger : ledgers.all) names += (names.empty() ? "" : "、") + ledger.id;
  if (!wanted.empty() && ledgers.find(wanted) == nullptr)
    return std::unexpected(
        Problem{"", {"没有这种台账；可用：" + names + "。", "There is no such ledger; there are: " + names + "."}});
  if (best.ledger == nullptr)
    return std::unexpected(Problem{"",
                                   {"前几行里没有找到认识的表头，请检查第一行；表头的写法见 config/import.json。",
                                    "None of the first lines holds headers that are known: config/import.json lists "
                                    "them."}});
  if (tied)
    return std::unexpected(Problem{"",
                                   {"这张表可能是几种台账，请指明：" + names + "。",
                                    "The table could be several ledgers; say which: " + names + "."}});
  return best;
}

}  // namespace

std::expected<LedgerTable, Problem> read_ledger(const Ledgers& ledgers, const Catalog& catalog, std::string_view ledger,
                                                const std::vector<LedgerLine>& lines, const NameFinder& find) {
  const auto fit = best_fit(ledgers, ledger, lines);
  if (!fit) return std::unexpected(fit.error());
  const auto definition = catalog.find(fit->ledger->workflow);
  const auto& form = definition->action(fit->ledger->action)->input.schema().json();
  return Reading(*fit->ledger, form, find).read(lines, fit->line);
}

}  // namespace docket::workflows

// How what a station keeps in a spreadsheet becomes cases: which header is which field of the opening action's form,
// which words stand for which choice (config/import.json). Reading a table gives inputs, never cases: whether they are
// accepted is for the door. Pure values.
#pragma once

#include <cstddef>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/calendar.hpp"
#include "workflows/catalog.hpp"
#include "workflows/problem.hpp"
#include "workflows/value.hpp"

namespace docket::workflows {

struct LedgerColumn {
  std::vector<std::string> headers;           // as stations write it
  std::vector<std::string> to;                // path into the form
  std::map<std::string, std::string> values;  // further words for its choices
};

struct Ledger {
  std::string id;
  Label label;
  std::string workflow;
  std::string action;  // opens the case
  std::vector<LedgerColumn> columns;
  Value defaults;                      // an object: what the form gets where the table says nothing
  std::vector<std::string> day;        // headers of the day on which somebody came
  std::vector<std::string> status;     // headers that say how far the matter is
  std::set<std::string> status_ended;  // words for a matter that is done: such rows stay in the ledger
  std::set<std::string> status_open;   // the other words; empty: whatever else is written
};

struct Ledgers {
  std::vector<Ledger> all;
  const Ledger* find(std::string_view id) const;
};

// Every header, path and word is checked against the definitions.
std::expected<Ledgers, Problems> parse_ledgers(const Value& document, const Catalog& catalog);

struct LedgerLine {
  std::size_t line = 0;  // of the file, from 1
  std::vector<std::string> cells;
};

// One case to open.
struct LedgerRow {
  std::size_t line = 0;
  Value input;
  std::optional<Date> day;
  std::string text;  // what the row says, in one form however it is spelled and whatever its status: it is known by it
};

struct LedgerTable {
  const Ledger* ledger = nullptr;
  std::vector<LedgerRow> rows;
  std::vector<std::size_t> ended;                         // lines left out since their matter is done
  std::vector<std::string> not_read;                      // headers that mean nothing here
  std::vector<std::pair<std::size_t, Problem>> problems;  // by line; sentences name line and header, never a value
};

// An id for a name that people write: of a village, a unit or a person; nothing when there is none.
using NameFinder = std::function<std::optional<std::string>(std::string_view kind, std::string_view name)>;

// The line of headers is, of the first ten, the one with most that the ledger knows, two at least; what stands above it
// is a title. `ledger` empty: the one that knows most headers. Of several columns for the day the one that stands first
// in the configuration is read. A Problem instead of a table: no such line, no such ledger, two that fit equally, two
// columns for one field.
std::expected<LedgerTable, Problem> read_ledger(const Ledgers& ledgers, const Catalog& catalog, std::string_view ledger,
                                                const std::vector<LedgerLine>& lines, const NameFinder& find);

// A day as people write it: 2026-03-05, 2026/3/5, 2026.3.5, 2026年3月5日, 20260305. Nothing for a day that never was.
std::optional<Date> read_day(std::string_view text);

}  // namespace docket::workflows

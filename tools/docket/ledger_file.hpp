// A spreadsheet saved as CSV, as lines of cells in UTF-8: what stations' Excel writes is UTF-8 with a byte order mark,
// or GB18030 (and its older halves GBK and GB2312). Comma or tab between cells, RFC 4180 quotes.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/ledger.hpp"

namespace docket::tools {

// Empty lines are left out; a cell may hold line breaks, then its row has the number of its first line. The error is
// one sentence with the line.
std::expected<std::vector<workflows::LedgerLine>, std::string> read_ledger_file(std::string_view bytes);

// The text in UTF-8, without a byte order mark; nothing when it is neither UTF-8 nor GB18030.
std::expected<std::string, std::string> to_utf8(std::string_view bytes);

}  // namespace docket::tools

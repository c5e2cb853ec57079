// `docket case import`: a station's spreadsheet through the door of a running server. The server reads, checks and
// opens all of it or nothing; here the file is decoded, and what came of it told.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "tools/docket/client.hpp"
#include "tools/docket/commands.hpp"
#include "tools/docket/exit_code.hpp"
#include "tools/docket/ledger_file.hpp"
#include "tools/docket/setting_flags.hpp"

namespace docket::tools {
namespace {

using nlohmann::json;

struct ImportFlags {
  std::string file;
  std::string server;
  std::string ledger;
  bool apply = false;
};

std::string joined(const json& items) {
  std::string text;
  for (const auto& item : items)
    text += (text.empty() ? "" : "、") + (item.is_string() ? item.get<std::string>() : item.dump());
  return text;
}

// Rows that open no case, each with the number of its case or the line that it repeats.
void tell_rows(const json& report, const char* name, std::string_view heading) {
  auto rows = json::array();
  for (const auto& row : report.value(name, json::array())) {
    const auto line = row["line"].get<int>();
    if (row.contains("number")) {
      rows.push_back(fmt::format("第{}行（{}）", line, row["number"].get<std::string>()));
    } else if (row.contains("of")) {
      rows.push_back(fmt::format("第{}行（同第{}行）", line, row["of"].get<int>()));
    } else {
      rows.push_back(fmt::format("第{}行", line));
    }
  }
  if (!rows.empty()) std::cout << "  " << heading << ": " << joined(rows) << '\n';
}

void tell(const json& report, bool applied) {
  const auto opened = report.value("imported", 0);
  std::cout << (applied ? fmt::format("已导入 {0} 件。({0} cases imported.)\n", opened)
                        : fmt::format("试导入：可以导入 {0} 件，没有写入任何内容。(Dry run: {0} cases could be "
                                      "imported; nothing was written.)\n",
                                      opened));
  if (applied && report.contains("first_number"))
    std::cout << "  第一件 (the first): " << report["first_number"].get<std::string>() << '\n';
  tell_rows(report, "known", "此前已导入，不再导入 (there already)");
  tell_rows(report, "changed",
            "编号已有、内容不同，没有导入，请在案件里更正 (the number is there and the row differs: correct the case)");
  tell_rows(report, "repeated", "与上面的行重复 (the same as a line above)");
  if (!report["ended"].empty())
    std::cout << "  已办结，留在台账里 (done, left in the ledger): 第" << joined(report["ended"]) << "行\n";
  if (!report["not_read"].empty())
    std::cout << "  没有读的列 (columns not read): " << joined(report["not_read"]) << '\n';
}

// The report of a 2xx answer; else the exit code, every row that must be mended told.
std::expected<json, int> ask_to_import(const ImportFlags& flags, const json& body) {
  const auto answer = ask(flags.server, token_from_environment(), "POST", "/v1/cases/import", body.dump());
  if (!answer) {
    complain({answer.error().detail});
    return std::unexpected(exit_failure);
  }
  auto document = json::parse(answer->body, nullptr, false);
  if (answer->status < 300 && document.is_object()) return document;
  const auto said = [](const json& problem) {
    return problem.value("detail", "") + " (" + problem.value("detail_en", "") + ")";
  };
  std::vector<std::string> sentences;
  if (document.is_object()) {
    for (const auto& problem : document.value("errors", json::array())) sentences.push_back(said(problem));
    // How an answer is built is nothing to whoever keeps a ledger.
    if (sentences.empty() || answer->status == 422) sentences.push_back(said(document));
  } else {
    sentences.push_back(answer->body);
  }
  if (answer->status == 413)
    sentences.push_back("台账太大，请拆成几个文件分别导入。(The ledger is too large: split it into several files.)");
  complain(sentences);
  return std::unexpected(exit_code_of(answer->status));
}

int import_ledger(const ImportFlags& flags) {
  std::ifstream file(flags.file, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  const auto lines =
      file ? read_ledger_file(bytes) : std::unexpected(std::string("打不开文件 (the file cannot be read)"));
  if (!lines) {
    complain({flags.file + ": " + lines.error()});
    return exit_invalid;
  }
  if (lines->empty()) {
    complain({flags.file + ": 文件里没有内容 (there is nothing in the file)"});
    return exit_invalid;
  }
  json body = {{"dry_run", true}, {"lines", json::array()}};
  if (!flags.ledger.empty()) body["ledger"] = flags.ledger;
  for (const auto& [line, cells] : *lines) body["lines"].push_back({{"line", line}, {"cells", cells}});
  auto report = ask_to_import(flags, body);
  if (!report) return report.error();
  if (!flags.apply) {
    tell(*report, false);
    if (report->value("imported", 0) > 0)
      std::cout << "  确认无误后，加 --apply 再运行一次。(Add --apply to import them.)\n";
    return exit_ok;
  }
  body["dry_run"] = false;
  report = ask_to_import(flags, body);
  if (!report) return report.error();
  tell(*report, true);
  return exit_ok;
}

}  // namespace

void add_case_import(CLI::App& of_case, int& code) {
  auto* command = of_case.add_subcommand(
      "import",
      "导入台账 · open a case for each row of a spreadsheet saved as CSV (UTF-8 or GB18030); a dry run unless --apply "
      "is given (through the server; DOCKET_TOKEN is a clerk's)");
  auto flags = std::make_shared<ImportFlags>();
  command->add_option("file", flags->file, "the CSV file")->required();
  command->add_option("--server", flags->server, "http://host:port of the running server")->required();
  command->add_option("--ledger", flags->ledger, "which ledger of config/import.json; default: the one that fits");
  command->add_flag("--apply", flags->apply, "import, all rows or none");
  command->callback([flags, &code] { code = import_ledger(*flags); });
}

}  // namespace docket::tools

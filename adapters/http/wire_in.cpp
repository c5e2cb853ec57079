#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "adapters/http/members.hpp"
#include "adapters/http/wire.hpp"
#include "engine/base/uuid.hpp"

namespace docket::http {

using nlohmann::json;
using workflows::Value;

std::expected<model::OpenCase, Problem> read_open(std::string_view body) {
  const auto parsed = parse_body(body);
  if (!parsed) return std::unexpected(parsed.error());
  workflows::Problems problems;
  Members members(*parsed, "", problems);
  model::OpenCase open{members.text("workflow"), members.text("action"), members.input()};
  members.nothing_else();
  return finish(std::move(open), std::move(problems));
}

std::expected<Value, Problem> read_input(std::string_view body) {
  const auto parsed = parse_body(body);
  if (!parsed) return std::unexpected(parsed.error());
  workflows::Problems problems;
  Members members(*parsed, "", problems);
  auto input = members.input();
  members.nothing_else();
  return finish(std::move(input), std::move(problems));
}

std::expected<std::vector<BulkItem>, Problem> read_bulk(std::string_view body, std::size_t max) {
  const auto parsed = parse_body(body);
  if (!parsed) return std::unexpected(parsed.error());
  workflows::Problems problems;
  Members members(*parsed, "", problems);
  const auto* cases = members.list("cases", max);
  members.nothing_else();
  std::vector<BulkItem> items;
  std::set<std::string> seen;
  for (std::size_t i = 0; cases != nullptr && i < cases->size(); ++i) {
    const auto pointer = "/cases/" + std::to_string(i);
    Members item(parsed->part((*cases)[i]), pointer, problems);
    auto id = item.text("id");
    items.push_back({model::CaseId(id), item.input()});
    item.nothing_else();
    if (!id.empty() && !seen.insert(std::move(id)).second) {
      problems.push_back({pointer + "/id", {"同一事项只能出现一次。", "Name each case once."}});
    }
  }
  return finish(std::move(items), std::move(problems));
}

std::expected<LedgerBody, Problem> read_ledger(std::string_view body, std::size_t max) {
  const auto parsed = parse_body(body);
  if (!parsed) return std::unexpected(parsed.error());
  workflows::Problems problems;
  Members members(*parsed, "", problems);
  LedgerBody ledger{members.optional_text("ledger"), members.flag("dry_run"), {}};
  const auto count = std::to_string(max);
  const auto* lines = members.list("lines", max,
                                   {"台账一次最多 " + count + " 行（含表头）；请拆成几个文件分别导入。",
                                    "A ledger has 1 to " + count +
                                        " lines, headers included; split it into several "
                                        "files."});
  members.nothing_else();
  for (std::size_t i = 0; lines != nullptr && i < lines->size(); ++i) {
    Members item(parsed->part((*lines)[i]), "/lines/" + std::to_string(i), problems);
    ledger.lines.push_back({item.positive("line"), item.texts("cells")});
    item.nothing_else();
  }
  return finish(std::move(ledger), std::move(problems));
}

std::expected<Value, Problem> read_value(std::string_view body) { return parse_body(body); }

std::expected<DirectoryBody, Problem> read_directory(std::string_view body) {
  const auto parsed = parse_body(body);
  if (!parsed) return std::unexpected(parsed.error());
  workflows::Problems problems;
  Members members(*parsed, "", problems);
  DirectoryBody directory{members.object("directory"), members.flag("dry_run"), members.flag("overwrite")};
  members.nothing_else();
  return finish(std::move(directory), std::move(problems));
}

std::expected<TokenBody, Problem> read_token(std::string_view body) {
  const auto parsed = parse_body(body);
  if (!parsed) return std::unexpected(parsed.error());
  workflows::Problems problems;
  Members members(*parsed, "", problems);
  TokenBody token{model::UserId(members.text("user")), members.instant("expires")};
  members.nothing_else();
  return finish(std::move(token), std::move(problems));
}

}  // namespace docket::http

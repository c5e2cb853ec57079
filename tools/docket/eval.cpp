#include "tools/docket/eval.hpp"

#include <expected>
#include <istream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <utility>

#include "workflows/guard.hpp"
#include "workflows/value.hpp"

namespace docket::tools {
namespace {

using nlohmann::json;
using workflows::Label;
using workflows::Problem;
using workflows::Problems;
using workflows::Value;

constexpr int exit_no_value = 5;

json error(const char* code, const Problems& problems) {
  json list = json::array();
  for (const Problem& problem : problems) {
    list.push_back({{"pointer", problem.pointer}, {"zh-CN", problem.sentence.zh_cn}, {"en", problem.sentence.en}});
  }
  return {{"error", {{"code", code}, {"problems", std::move(list)}}}};
}

// The value, or the whole error document.
std::expected<Value, json> evaluate(std::string_view text, const workflows::Calendar& calendar) {
  const auto document = workflows::parse_untrusted(text);
  if (!document) return std::unexpected(error("document-invalid", {document.error()}));
  const json& members = document->json();
  if (!members.is_object() || !members.contains("rule")) {
    const Label sentence{"须为对象，成员为 rule（规则）和 data（数据）。",
                         "This must be an object with the members rule and data."};
    return std::unexpected(error("document-invalid", {{"", sentence}}));
  }
  const auto rule = workflows::Rule::parse(Value(json(members["rule"])));
  if (!rule) {
    Problems problems = rule.error();
    for (Problem& problem : problems) problem.pointer.insert(0, "/rule");
    return std::unexpected(error("rule-invalid", problems));
  }
  const json data = members.value("data", json());
  auto value = rule->evaluate({.data = data, .calendar = &calendar});
  if (!value) return std::unexpected(error("guard-error", {{"/rule", value.error()}}));
  return *std::move(value);
}

}  // namespace

int run_eval(std::istream& input, std::ostream& output, bool batch, const workflows::Calendar& calendar) {
  if (!batch) {
    const std::string text(std::istreambuf_iterator<char>(input), {});
    const auto value = evaluate(text, calendar);
    output << (value ? value->dump() : value.error().dump()) << '\n';
    return value ? 0 : exit_no_value;
  }
  for (std::string line; std::getline(input, line);) {
    const auto value = evaluate(line, calendar);
    output << (value ? json{{"value", value->json()}} : value.error()).dump() << '\n';
  }
  return 0;
}

}  // namespace docket::tools

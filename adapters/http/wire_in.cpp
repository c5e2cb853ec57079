#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "adapters/http/wire.hpp"
#include "engine/base/uuid.hpp"

namespace docket::http {
namespace {

using nlohmann::json;
using workflows::Value;

// One object of a body and what is wrong with it: members are asked for by name, what nobody asked for is
// unknown.
class Members {
 public:
  Members(Value object, std::string pointer, workflows::Problems& problems)
      : value_(std::move(object)), object_(value_.json()), pointer_(std::move(pointer)), problems_(problems) {
    if (!object_.is_object()) complain("", {"这里必须是一个 JSON 对象。", "This must be a JSON object."});
  }

  std::string text(std::string_view name) {
    const auto* found = member(name);
    if (found == nullptr || !found->is_string() || found->get_ref<const std::string&>().empty()) {
      complain(name, {"请填写非空的字符串。", "Give a non-empty string."});
      return {};
    }
    return found->get<std::string>();
  }

  std::string optional_text(std::string_view name) { return object_.contains(name) ? text(name) : std::string(); }

  // Absent is no.
  bool flag(std::string_view name) {
    const auto* found = member(name);
    if (found != nullptr && !found->is_boolean()) complain(name, {"请填写 true 或 false。", "Give true or false."});
    return found != nullptr && found->is_boolean() && found->get<bool>();
  }

  std::size_t positive(std::string_view name) {
    const auto* found = member(name);
    if (found != nullptr && found->is_number_unsigned() && found->get<std::size_t>() > 0)
      return found->get<std::size_t>();
    complain(name, {"请填写大于零的整数。", "Give a whole number above zero."});
    return 0;
  }

  // A list of texts, empty ones too.
  std::vector<std::string> texts(std::string_view name) {
    constexpr std::size_t max = 100;
    const auto* found = member(name);
    const auto is_text = [](const json& item) { return item.is_string(); };
    if (found != nullptr && found->is_array() && found->size() <= max && std::ranges::all_of(*found, is_text))
      return found->get<std::vector<std::string>>();
    complain(name, {"请给出最多 100 个字符串的列表。", "Give a list of at most 100 strings."});
    return {};
  }

  std::optional<Timestamp> instant(std::string_view name) {
    const auto* found = member(name);
    if (found == nullptr) return std::nullopt;
    const auto parsed = found->is_string() ? parse_timestamp(found->get_ref<const std::string&>()) : std::nullopt;
    if (!parsed)
      complain(name, {"请填写 RFC 3339 时间，例如 2026-12-31T00:00:00+08:00。",
                      "Give an RFC 3339 time such as 2026-12-31T00:00:00+08:00."});
    return parsed;
  }

  // {} when absent: an action without fields needs no input.
  Value input() {
    takes_input_ = true;
    const auto* found = member("input");
    if (found == nullptr) return Value::object();
    if (!found->is_object()) {
      complain("input", {"input 必须是一个 JSON 对象。", "input must be a JSON object."});
      return Value::object();
    }
    return value_.part(*found);
  }

  const json* list(std::string_view name, std::size_t max) {
    const auto count = std::to_string(max);
    return list(name, max, {"请给出 1 到 " + count + " 项的列表。", "Give a list of 1 to " + count + " items."});
  }

  const json* list(std::string_view name, std::size_t max, workflows::Label otherwise) {
    const auto* found = member(name);
    if (found != nullptr && found->is_array() && !found->empty() && found->size() <= max) return found;
    complain(name, std::move(otherwise));
    return nullptr;
  }

  // Call last. An unknown name is the caller's own text, so the problem only says where to look.
  void nothing_else() {
    if (!object_.is_object() || seen_ == object_.size()) return;
    if (takes_input_ && !object_.contains("input"))
      return complain("", {"这里有该接口不认识的成员；动作的各项请放在 input 中：{\"input\": {…}}。",
                           "There are members here that this call does not know; what the action takes goes into "
                           "\"input\": {\"input\": {…}}."});
    complain("", {"这里有该接口不认识的成员，请删除。",
                  "There are members here that this call does not know; remove them."});
  }

 private:
  const json* member(std::string_view name) {
    if (!object_.is_object()) return nullptr;
    const auto found = object_.find(name);
    if (found == object_.end()) return nullptr;
    ++seen_;
    return &*found;
  }

  void complain(std::string_view name, workflows::Label sentence) {
    problems_.push_back({name.empty() ? pointer_ : workflows::pointer_child(pointer_, name), std::move(sentence)});
  }

  Value value_;
  const json& object_;
  std::string pointer_;
  workflows::Problems& problems_;
  std::size_t seen_ = 0;
  bool takes_input_ = false;
};

std::expected<Value, Problem> parse_body(std::string_view body) {
  if (body.empty()) {
    return std::unexpected(
        problem(Reason::invalid_json, {{"",
                                        {"请求没有正文；没有要填的内容时请发送 {}。",
                                         "The request has no body; send {} when there is nothing to fill in."}}}));
  }
  auto parsed = workflows::parse_untrusted(body);
  if (!parsed) return std::unexpected(problem(Reason::invalid_json, {parsed.error()}));
  return std::move(*parsed);
}

template <typename T>
std::expected<T, Problem> finish(T made, workflows::Problems problems) {
  if (!problems.empty()) return std::unexpected(problem(Reason::invalid_body, std::move(problems)));
  return made;
}

void check_types(const std::vector<std::string>& types, workflows::Problems& problems) {
  constexpr std::string_view signs = "abcdefghijklmnopqrstuvwxyz0123456789_.*";
  for (std::size_t i = 0; i < types.size(); ++i)
    if (types[i].empty() || types[i].find_first_not_of(signs) != std::string::npos)
      problems.push_back({"/types/" + std::to_string(i),
                          {"应是事件类型，可用 *，如 docket.case.assigned.*。",
                           "Give a type of events, * allowed: docket.case.assigned.*."}});
}

}  // namespace

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

std::expected<HookBody, Problem> read_hook(std::string_view body) {
  const auto parsed = parse_body(body);
  if (!parsed) return std::unexpected(parsed.error());
  workflows::Problems problems;
  Members members(*parsed, "", problems);
  HookBody hook{members.text("url"), members.optional_text("format"), members.optional_text("secret"),
                parsed->json().contains("types") ? members.texts("types") : std::vector<std::string>()};
  members.nothing_else();
  if (!hook.url.empty() && !parse_hook_url(hook.url))
    problems.push_back({"/url",
                        {"应是 https:// 或 http:// 开头的网址，不带用户名、密码和 #，最多 2000 字符。",
                         "Give an address that begins with https:// or http://, without user, password or #, "
                         "of at most 2000 characters."}});
  check_types(hook.types, problems);
  constexpr std::array<std::string_view, 4> formats = {"standard", "wecom", "dingtalk", "feishu"};
  if (hook.format.empty()) hook.format = formats.front();
  if (std::ranges::find(formats, hook.format) == formats.end())
    problems.push_back({"/format",
                        {"可以写：standard、wecom（企业微信）、dingtalk（钉钉）、feishu（飞书）。",
                         "Give standard, wecom, dingtalk or feishu."}});
  if (hook.format == formats.front() && !hook.secret.empty())
    problems.push_back({"/secret",
                        {"签名密钥由本系统生成，请去掉 secret；只有群机器人的密钥由群里给出。",
                         "The secret is made here: leave it out. Only a robot brings its own."}});
  return finish(std::move(hook), std::move(problems));
}

std::expected<HookChangeBody, Problem> read_hook_change(std::string_view body) {
  const auto parsed = parse_body(body);
  if (!parsed) return std::unexpected(parsed.error());
  workflows::Problems problems;
  Members members(*parsed, "", problems);
  HookChangeBody change;
  if (parsed->json().contains("types")) change.types = members.texts("types");
  if (parsed->json().contains("paused")) change.paused = members.flag("paused");
  members.nothing_else();
  if (change.types) check_types(*change.types, problems);
  if (problems.empty() && !change.types && !change.paused)
    problems.push_back({"", {"请给出 paused 或 types。", "Give paused or types."}});
  return finish(std::move(change), std::move(problems));
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

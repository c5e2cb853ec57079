#include "adapters/http/hook_body.hpp"

#include <algorithm>
#include <array>

#include "adapters/http/members.hpp"
#include "engine/hooks.hpp"

namespace docket::http {
namespace {

constexpr std::array<std::string_view, 4> formats = {"standard", "wecom", "dingtalk", "feishu"};

std::optional<std::vector<std::string>> list(Members& members, std::string_view name) {
  return members.has(name) ? std::optional(members.texts(name)) : std::nullopt;
}

void check_types(const std::vector<std::string>& types, workflows::Problems& problems) {
  constexpr std::string_view signs = "abcdefghijklmnopqrstuvwxyz0123456789_.*";
  for (std::size_t i = 0; i < types.size(); ++i)
    if (types[i].empty() || types[i].find_first_not_of(signs) != std::string::npos)
      problems.push_back({"/types/" + std::to_string(i),
                          {"应是事件类型，可用 *，如 docket.case.assigned.*。",
                           "Give a type of events, * allowed: docket.case.assigned.*."}});
}

std::optional<model::Watch> read_watch(Members& parent, workflows::Problems& problems) {
  if (!parent.has("watch")) return std::nullopt;
  Members members(parent.object("watch"), "/watch", problems);
  model::Watch watch;
  watch.queue = members.text("queue");
  watch.org = model::OrgId(members.optional_text("org"));
  watch.moves = members.flag("moves");
  if (members.has("count")) watch.count = members.positive("count");
  if (members.has("age")) {
    const auto age = model::read_wait(members.text("age"));
    if (!age)
      members.complain("age", {"请填写等候时间：4d（天）、36h（小时）、30m（分钟）。",
                               "Give how long to wait: 4d (days), 36h (hours), 30m (minutes)."});
    watch.age = age.value_or(std::chrono::seconds(0));
  }
  if (members.has("digest")) {
    watch.digest = model::read_time_of_day(members.text("digest"));
    if (!watch.digest)
      members.complain("digest", {"请填写每天汇总的时刻，如 08:30（北京时间）。",
                                  "Give the time of the daily digest, 08:30 for one (China's time)."});
  }
  members.nothing_else();
  const bool asks = watch.moves || members.has("count") || members.has("age") || members.has("digest");
  if (!asks)
    members.complain("", {"请写明要告知什么：moves（进出）、count（达到件数）、age（最久等候）或 digest（每日汇总）。",
                          "Say what to tell: moves, count, age or digest."});
  return watch;
}

}  // namespace

std::expected<HookBody, Problem> read_hook(std::string_view body) {
  const auto parsed = parse_body(body);
  if (!parsed) return std::unexpected(parsed.error());
  workflows::Problems problems;
  Members members(*parsed, "", problems);
  HookBody hook;
  hook.url = members.text("url");
  hook.format = members.optional_text("format");
  hook.secret = members.optional_text("secret");
  hook.filter = {list(members, "types").value_or(std::vector<std::string>()),
                 list(members, "workflows").value_or(std::vector<std::string>()),
                 list(members, "queues").value_or(std::vector<std::string>()),
                 list(members, "areas").value_or(std::vector<std::string>()), members.flag("below")};
  hook.watch = read_watch(members, problems);
  members.nothing_else();
  if (!hook.url.empty() && !parse_hook_url(hook.url))
    problems.push_back({"/url",
                        {"应是 https:// 或 http:// 开头的网址，不带用户名、密码和 #，最多 2000 字符。",
                         "Give an address that begins with https:// or http://, without user, password or #, "
                         "of at most 2000 characters."}});
  check_types(hook.filter.types, problems);
  if (hook.watch && hook.filter != model::HookFilter())
    problems.push_back({"/watch",
                        {"推送队列时不再另设 types、workflows、queues、areas、below；请分别新建推送。",
                         "A hook of a queue takes no types, workflows, queues, areas or below: make another hook for "
                         "events."}});
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

std::expected<model::ChangeHook, Problem> read_hook_change(std::string_view body, model::HookId hook) {
  const auto parsed = parse_body(body);
  if (!parsed) return std::unexpected(parsed.error());
  workflows::Problems problems;
  Members members(*parsed, "", problems);
  model::ChangeHook change;
  change.hook = std::move(hook);
  change.types = list(members, "types");
  change.workflows = list(members, "workflows");
  change.queues = list(members, "queues");
  change.areas = list(members, "areas");
  if (members.has("below")) change.below = members.flag("below");
  change.watch = read_watch(members, problems);
  if (members.has("paused")) change.paused = members.flag("paused");
  members.nothing_else();
  if (change.types) check_types(*change.types, problems);
  const bool asks = change.types || change.workflows || change.queues || change.areas || change.below || change.watch ||
                    change.paused;
  if (problems.empty() && !asks)
    problems.push_back({"",
                        {"请给出要改的内容：paused、types、workflows、queues、areas、below 或 watch。",
                         "Say what changes: paused, types, workflows, queues, areas, below or watch."}});
  return finish(std::move(change), std::move(problems));
}

std::expected<ReplayBody, Problem> read_replay(std::string_view body, model::HookId hook) {
  const auto parsed = parse_body(body);
  if (!parsed) return std::unexpected(parsed.error());
  workflows::Problems problems;
  Members members(*parsed, "", problems);
  ReplayBody asked;
  asked.replay.hook = std::move(hook);
  asked.event = members.optional_text("event");
  const auto place = [&members](std::string_view name) -> std::uint64_t {
    if (!members.has(name)) return 0;
    const auto position = model::parse_position(members.text(name));
    if (!position || position->offset == 0)
      members.complain(name,
                       {"请填写投递记录中的 position，如 0-42。", "Give a position as the attempts name it: 0-42."});
    return position ? position->offset : 0;
  };
  asked.replay.from = place("from");
  asked.replay.to = place("to");
  asked.replay.failed_since = members.instant("failed_since");
  asked.dry_run = members.flag("dry_run");
  members.nothing_else();
  const bool range = members.has("from") || members.has("to");
  const int ways = (asked.event.empty() ? 0 : 1) + (range ? 1 : 0) + (members.has("failed_since") ? 1 : 0);
  const bool backwards = range && asked.replay.to < asked.replay.from;
  if (problems.empty() && (ways != 1 || (range && asked.replay.from == 0) || backwards))
    problems.push_back({"",
                        {"请只填一种：event（一条）、from 和 to（一段，含两端）、failed_since（此后放弃的）。",
                         "Give one of: event, from and to (both included), failed_since."}});
  return finish(std::move(asked), std::move(problems));
}

}  // namespace docket::http

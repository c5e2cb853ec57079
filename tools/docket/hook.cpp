// `docket hook`: web hooks through the door of a running server, as a supervisor or an admin.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <cstdlib>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "tools/docket/client.hpp"
#include "tools/docket/commands.hpp"
#include "tools/docket/exit_code.hpp"
#include "tools/docket/setting_flags.hpp"

namespace docket::tools {
namespace {

using nlohmann::json;

struct HookFlags {
  std::string server;
  std::string url;
  std::string format = "standard";
  std::vector<std::string> types;
  std::vector<std::string> workflows;
  std::vector<std::string> queues;
  std::vector<std::string> areas;
  bool below = false;
  std::string watch;
  std::string of;
  bool moves = false;
  std::optional<std::uint64_t> count;
  std::string age;
  std::string digest;
  std::string id;
  std::string event;
  std::string from;
  std::string to;
  std::string failed_since;
  bool dry_run = false;
};

std::string wants_of(const json& hook) {
  std::string text;
  if (const auto watch = hook.find("watch"); watch != hook.end()) {
    text = "队列 " + watch->at("org").get<std::string>() + "/" + watch->at("queue").get<std::string>();
    if (watch->at("moves").get<bool>()) text += " moves";
    if (watch->contains("count")) text += " count=" + std::to_string(watch->at("count").get<std::uint64_t>());
    for (const char* name : {"age", "digest"})
      if (watch->contains(name)) text += std::string(" ") + name + "=" + watch->at(name).get<std::string>();
    return text;
  }
  for (const char* list : {"types", "workflows", "queues", "areas"})
    for (const auto& one : hook.at(list)) text += (text.empty() ? "" : " ") + one.get<std::string>();
  if (hook.at("below").get<bool>()) text += " +下级";
  return text.empty() ? "*" : text;
}

json watch_of(const HookFlags& flags) {
  json watch = {{"queue", flags.watch}};
  if (flags.moves) watch["moves"] = true;
  if (flags.count) watch["count"] = *flags.count;
  if (!flags.age.empty()) watch["age"] = flags.age;
  if (!flags.digest.empty()) watch["digest"] = flags.digest;
  if (watch.size() == 1) watch["moves"] = true;
  if (!flags.of.empty()) watch["org"] = flags.of;
  return watch;
}

// What stands in the way, for people.
std::string trouble_text(const std::string& trouble) {
  static const std::map<std::string, std::string> texts = {
      {"closed_address",
       "地址属于内网，未放行：请管理员以 --hooks-allow 启动 (not public: the server needs --hooks-allow)"},
      {"unresolved", "网址中的主机名查不到 (the host name is not found)"},
      {"unreachable", "连不上 (no connection)"},
      {"tls", "证书不对或加密失败 (the certificate is not trusted, or TLS failed)"},
      {"timeout", "没有按时应答 (no answer in time)"},
      {"broken", "应答中断或不合格式 (the answer broke off)"},
      {"refused", "群机器人拒收 (the robot says no)"}};
  const auto found = texts.find(trouble);
  return found == texts.end() ? trouble : found->second;
}

std::string outcome_text(const json& one) {
  const auto trouble = one.at("trouble").get<std::string>();
  return trouble.empty() ? std::to_string(one.at("status").get<int>()) : trouble_text(trouble);
}

int create(const HookFlags& flags) {
  const bool watches = flags.moves || flags.count || !flags.age.empty() || !flags.digest.empty() || !flags.of.empty();
  if (watches && flags.watch.empty()) {
    complain(
        {"--of、--moves、--count、--age、--digest 说的是队列，请同时写 --queue，如 --queue studio-intake "
         "(they are about a queue: give --queue too)"});
    return exit_usage;
  }
  json body = {{"url", flags.url}, {"format", flags.format}};
  if (!flags.types.empty()) body["types"] = flags.types;
  if (!flags.workflows.empty()) body["workflows"] = flags.workflows;
  if (!flags.queues.empty()) body["queues"] = flags.queues;
  if (!flags.areas.empty()) body["areas"] = flags.areas;
  if (flags.below) body["below"] = true;
  if (!flags.watch.empty()) body["watch"] = watch_of(flags);
  if (const char* secret = std::getenv("DOCKET_HOOK_SECRET"); secret != nullptr) body["secret"] = secret;
  const auto made = ask_for_object(flags.server, token_from_environment(), "POST", "/v1/webhooks", body.dump());
  if (!made) return made.error();
  std::cout << made->at("id").get<std::string>() << '\n';
  if (!made->contains("secret")) return exit_ok;
  std::cout << made->at("secret").get<std::string>() << '\n';
  std::cerr
      << "docket: 第二行是签名密钥，只显示这一次，请交给接收方。 The second line is the signing secret, shown this "
         "once: give it to the receiver.\n";
  return exit_ok;
}

int list(const HookFlags& flags) {
  const auto answer = ask_for_object(flags.server, token_from_environment(), "GET", "/v1/webhooks");
  if (!answer) return answer.error();
  for (const auto& hook : answer->at("webhooks"))
    std::cout << fmt::format("{}  {}  {}  {}  {}  {}\n", hook.at("id").get<std::string>(),
                             hook.at("host").get<std::string>(), hook.at("format").get<std::string>(),
                             hook.at("owner").get<std::string>(), wants_of(hook),
                             hook.at("paused").get<bool>() ? "已暂停 (paused)" : "推送中 (on)");
  return exit_ok;
}

int remove(const HookFlags& flags) {
  const auto answer = ask_for_object(flags.server, token_from_environment(), "DELETE", "/v1/webhooks/" + flags.id);
  if (!answer) return answer.error();
  std::cout << fmt::format("已删除 (deleted): {}\n", flags.id);
  return exit_ok;
}

int change(const HookFlags& flags, const json& body) {
  const auto answer =
      ask_for_object(flags.server, token_from_environment(), "PATCH", "/v1/webhooks/" + flags.id, body.dump());
  if (!answer) return answer.error();
  std::cout << fmt::format("{}  {}\n", flags.id, answer->at("paused").get<bool>() ? "已暂停 (paused)" : "推送中 (on)");
  return exit_ok;
}

int pause(const HookFlags& flags) { return change(flags, {{"paused", true}}); }
int resume(const HookFlags& flags) { return change(flags, {{"paused", false}}); }

int test(const HookFlags& flags) {
  const auto answer =
      ask_for_object(flags.server, token_from_environment(), "POST", "/v1/webhooks/" + flags.id + "/test", "{}");
  if (!answer) return answer.error();
  std::cout << "已发出一条测试 (a test is on its way); docket hook deliveries " << flags.id << '\n';
  return exit_ok;
}

int rotate(const HookFlags& flags) {
  const auto answer =
      ask_for_object(flags.server, token_from_environment(), "POST", "/v1/webhooks/" + flags.id + "/rotate", "{}");
  if (!answer) return answer.error();
  std::cout << answer->at("secret").get<std::string>() << '\n';
  std::cerr << "docket: 新的签名密钥，只显示这一次；旧的一天内仍然有效。 The new signing secret, shown this once; the "
               "one before signs for another day.\n";
  return exit_ok;
}

int deliveries(const HookFlags& flags) {
  const auto answer =
      ask_for_object(flags.server, token_from_environment(), "GET", "/v1/webhooks/" + flags.id + "/deliveries");
  if (!answer) return answer.error();
  std::cout << fmt::format(
      "已送达 {0} 条，等待重试 {1} 条，放弃 {2} 条，位置 {3} · {0} delivered, {1} waiting, {2} given up, at {3}\n",
      answer->at("delivered").get<std::uint64_t>(), answer->at("waiting").get<std::uint64_t>(),
      answer->at("given_up").get<std::uint64_t>(), answer->at("position").get<std::string>());
  if (answer->contains("failing_since"))
    std::cout << "一直失败，自 (failing since) " << answer->at("failing_since").get<std::string>() << '\n';
  for (const auto& attempt : answer->at("attempts")) {
    std::cout << fmt::format("{}  {}  {}  {} #{}  {}  {} ms  {}\n", attempt.at("at").get<std::string>(),
                             attempt.at("position").get<std::string>(), attempt.at("event").get<std::string>(),
                             attempt.at("trigger").get<std::string>(), attempt.at("number").get<int>(),
                             outcome_text(attempt), attempt.at("took_ms").get<long>(),
                             attempt.at("answer").get<std::string>());
  }
  return exit_ok;
}

int given_up(const HookFlags& flags) {
  const auto answer = ask_for_object(flags.server, token_from_environment(), "GET",
                                     "/v1/webhooks/" + flags.id + "/given-up?limit=1000");
  if (!answer) return answer.error();
  if (answer->at("given_up").empty()) std::cerr << "docket: 没有放弃的。 Nothing was given up.\n";
  for (const auto& one : answer->at("given_up")) {
    std::cout << fmt::format("{}  {}  {}  #{}  {}\n", one.at("at").get<std::string>(),
                             one.at("position").get<std::string>(), one.at("event").get<std::string>(),
                             one.at("tries").get<int>(), outcome_text(one));
  }
  return exit_ok;
}

int replay(const HookFlags& flags) {
  json body = {{"dry_run", flags.dry_run}};
  if (!flags.event.empty()) body["event"] = flags.event;
  if (!flags.from.empty()) body["from"] = flags.from;
  if (!flags.to.empty()) body["to"] = flags.to;
  if (!flags.failed_since.empty()) body["failed_since"] = flags.failed_since;
  const auto answer = ask_for_object(flags.server, token_from_environment(), "POST",
                                     "/v1/webhooks/" + flags.id + "/replay", body.dump());
  if (!answer) return answer.error();
  const auto count = answer->at("count").get<std::uint64_t>();
  std::cout << (flags.dry_run ? fmt::format("将重新推送 {0} 条 (would tell {0} again)\n", count)
                              : fmt::format("正在重新推送 {0} 条 (telling {0} again)\n", count));
  return exit_ok;
}

}  // namespace

void add_hook(CLI::App& app, int& code) {
  auto* hook =
      app.add_subcommand("hook", "推送到网址 · web hooks (through the server; DOCKET_TOKEN is a supervisor's)");
  hook->require_subcommand(1);
  auto flags = std::make_shared<HookFlags>();
  const auto subcommand = [&](const char* name, const char* help, int (*run)(const HookFlags&)) {
    auto* made = hook->add_subcommand(name, help);
    made->add_option("--server", flags->server, "http://host:port of the running server")->required();
    made->callback([flags, run, &code] { code = run(*flags); });
    return made;
  };
  auto* with_url = subcommand("create", "新建 · create one; prints its id and its signing secret", create);
  with_url->add_option("url", flags->url, "where to")->required();
  with_url->add_option("--format", flags->format,
                       "standard, or a chat group's robot: wecom 企业微信, dingtalk 钉钉, feishu 飞书 (its signing "
                       "secret, if it has one, in DOCKET_HOOK_SECRET)");
  with_url->add_option("--type", flags->types, "only these types of events, globs: docket.case.assigned.*");
  with_url->add_option("--workflow", flags->workflows, "only cases of these workflows");
  with_url->add_option("--in-queue", flags->queues, "only cases that stand in these queues, or leave them");
  with_url->add_option("--area", flags->areas, "only cases of these villages");
  with_url->add_flag("--below", flags->below, "of the orgs below too");
  with_url->add_option("--queue", flags->watch, "推送队列 · a queue instead of events: studio-intake");
  with_url->add_option("--of", flags->of, "of the queue: an org below, whose it is; default: your own");
  with_url->add_flag("--moves", flags->moves,
                     "of the queue: each case that enters or leaves (if nothing else is asked)");
  with_url->add_option("--count", flags->count, "of the queue: when so many cases stand in it");
  with_url->add_option("--age", flags->age, "of the queue: when the oldest has waited so long: 4d, 36h, 30m");
  with_url->add_option("--digest", flags->digest, "of the queue: every day at that time, China's: 08:30");
  subcommand("list", "列出 · list them", list);
  const auto of_one = [&](const char* name, const char* help, int (*run)(const HookFlags&)) {
    subcommand(name, help, run)->add_option("id", flags->id, "hook_…")->required();
  };
  of_one("pause", "暂停 · tell it nothing until it goes on", pause);
  of_one("resume", "恢复 · go on where it stopped", resume);
  of_one("test", "测试 · tell it something now", test);
  of_one("rotate", "换密钥 · a new secret; the one before signs for another day", rotate);
  of_one("delete", "删除 · delete one", remove);
  of_one("deliveries", "投递记录 · what was tried last", deliveries);
  of_one("given-up", "已放弃的 · what nobody tries any more", given_up);
  auto* again = subcommand("replay", "重新推送 · tell it again", replay);
  again->add_option("id", flags->id, "hook_…")->required();
  again->add_option("--event", flags->event, "this one");
  again->add_option("--from", flags->from, "from this position, as deliveries name it: 0-42");
  again->add_option("--to", flags->to, "to that one");
  again->add_option("--failed-since", flags->failed_since,
                    "all that was given up since then: 2026-12-01T00:00:00+08:00");
  again->add_flag("--dry-run", flags->dry_run, "count only");
}

}  // namespace docket::tools

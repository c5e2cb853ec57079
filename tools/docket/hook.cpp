// `docket hook`: web hooks through the door of a running server, as a supervisor or an admin.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

#include "tools/docket/client.hpp"
#include "tools/docket/commands.hpp"
#include "tools/docket/exit_code.hpp"

namespace docket::tools {
namespace {

using nlohmann::json;

struct HookFlags {
  std::string server;
  std::string url;
  std::string format = "standard";
  std::vector<std::string> types;
  std::string id;
};

std::string types_of(const json& hook) {
  std::string text;
  for (const auto& type : hook.at("types")) text += (text.empty() ? "" : " ") + type.get<std::string>();
  return text.empty() ? "*" : text;
}

int create(const HookFlags& flags) {
  json body = {{"url", flags.url}, {"types", flags.types}, {"format", flags.format}};
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
    std::cout << fmt::format("{}  {}  {}  {}  {}\n", hook.at("id").get<std::string>(),
                             hook.at("host").get<std::string>(), hook.at("owner").get<std::string>(), types_of(hook),
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
  std::cout << fmt::format("已送达 {0} 条，放弃 {1} 条，位置 {2} · {0} delivered, {1} given up, at {2}\n",
                           answer->at("delivered").get<std::uint64_t>(), answer->at("given_up").get<std::uint64_t>(),
                           answer->at("position").get<std::string>());
  for (const auto& attempt : answer->at("attempts")) {
    const auto trouble = attempt.at("trouble").get<std::string>();
    std::cout << fmt::format("{}  {}  #{}  {}  {} ms\n", attempt.at("at").get<std::string>(),
                             attempt.at("event").get<std::string>(), attempt.at("number").get<int>(),
                             trouble.empty() ? std::to_string(attempt.at("status").get<int>()) : trouble,
                             attempt.at("took_ms").get<long>());
  }
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
}

}  // namespace docket::tools

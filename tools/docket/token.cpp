// `docket token create`: with --server through the door of a running server, as an admin; without, straight
// into the data directory, which must not be in use: that is how the first token comes to be. The token is
// printed once, to stdout.
#include <CLI/App.hpp>
#include <future>
#include <iostream>
#include <nlohmann/json.hpp>

#include "engine/base/log.hpp"
#include "tools/docket/assembly.hpp"
#include "tools/docket/client.hpp"
#include "tools/docket/commands.hpp"
#include "tools/docket/exit_code.hpp"
#include "tools/docket/setting_flags.hpp"

namespace docket::tools {
namespace {

struct TokenFlags {
  std::string user;
  std::string expires;
  std::string server;
};

int through_server(const TokenFlags& flags) {
  nlohmann::json body = {{"user", flags.user}};
  if (!flags.expires.empty()) body["expires"] = flags.expires;
  const auto document = ask_for_object(flags.server, token_from_environment(), "POST", "/v1/tokens", body.dump());
  if (!document) return document.error();
  std::cout << document->at("token").get<std::string>() << '\n';
  return exit_ok;
}

int into_directory(const TokenFlags& flags, const config::Settings& settings) {
  std::optional<Timestamp> expires;
  if (!flags.expires.empty()) {
    expires = parse_timestamp(flags.expires);
    if (!expires) {
      complain({"--expires 应为 RFC 3339 时间，如 2027-01-01T00:00:00+08:00 (give an RFC 3339 time)"});
      return exit_invalid;
    }
  }
  log::set_level(log::Level::error);
  auto assembly = Assembly::open(settings);
  if (!assembly) {
    complain(assembly.error().sentences);
    return assembly.error().exit_code;
  }
  if (const auto& made = (*assembly)->made_key()) {
    std::cerr
        << "docket: 已为新的数据目录生成主密钥 " << made->string()
        << "，请另存一份；丢失后个人信息无法恢复。 Made a master key for this new data directory: keep a copy of it "
           "elsewhere, for without it personal values are lost.\n";
  }
  const auto fresh = make_token((*assembly)->random());
  model::Command command;
  command.actor.user = model::UserId("operator");
  command.intent = model::CreateToken{fresh.id, model::UserId(flags.user), fresh.secret_hash, expires};
  std::promise<model::Outcome> promise;
  auto outcome = promise.get_future();
  (*assembly)->engine().submit(std::move(command),
                               [&promise](model::Outcome answer) { promise.set_value(std::move(answer)); });
  const auto answer = outcome.get();
  if (const auto* rejection = std::get_if<model::Rejection>(&answer)) {
    complain({rejection->sentence.zh_cn + " " + rejection->sentence.en});
    return exit_invalid;
  }
  if (const auto* error = std::get_if<Error>(&answer)) {
    complain({error->detail});
    return exit_code(*error);
  }
  std::cout << fresh.text << '\n';
  return exit_ok;
}

}  // namespace

void add_token(CLI::App& app, int& code) {
  auto* token = app.add_subcommand("token", "访问令牌 · access tokens");
  token->require_subcommand(1);
  auto* create =
      token->add_subcommand("create", "新建令牌 · create a token (alone with the directory, or --server as an admin)");
  auto flags = std::make_shared<TokenFlags>();
  create->add_option("--user", flags->user, "whose token")->required();
  create->add_option("--expires", flags->expires, "RFC 3339 time from which it is refused");
  create->add_option("--server", flags->server, "http://host:port of the running server; DOCKET_TOKEN is an admin's");
  const auto settings_flags =
      add_setting_flags(*create, {"data", "vault_key_file", "workflows", "calendar", "directory"});
  create->callback([flags, settings_flags, &code] {
    if (!flags->server.empty()) {
      code = through_server(*flags);
      return;
    }
    const auto settings = load_settings(*settings_flags);
    code = settings ? into_directory(*flags, *settings) : exit_invalid;
  });
}

}  // namespace docket::tools

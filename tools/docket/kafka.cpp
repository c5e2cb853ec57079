// `docket kafka status` goes through the running server; `verify` and `republish` open the directory read-only, beside
// a server or without one, and speak to the brokers themselves. stdout is data, stderr is for people.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <charconv>
#include <iostream>
#include <nlohmann/json.hpp>

#include "adapters/kafka/republication.hpp"
#include "adapters/kafka/verification.hpp"
#include "adapters/rocksdb/store.hpp"
#include "engine/base/log.hpp"
#include "tools/docket/client.hpp"
#include "tools/docket/commands.hpp"
#include "tools/docket/exit_code.hpp"
#include "tools/docket/setting_flags.hpp"

namespace docket::tools {
namespace {

const std::vector<std::string> reading_flags = {
    "data",       "kafka_brokers",       "kafka_topic",       "kafka_security", "kafka_ca_file", "kafka_sasl",
    "kafka_user", "kafka_password_file", "kafka_compression", "kafka_mode",     "kafka_types",   "kafka_orgs"};

void complain_about(const kafka::Failure& failure) {
  const auto sentence = kafka::sentence_of(failure.condition);
  complain(
      {fmt::format("{}: {} {} ({})", kafka::name_of(failure.condition), sentence.zh_cn, sentence.en, failure.detail)});
}

void print(const nlohmann::json& follower) {
  std::cout << fmt::format("{}  position {}  tail {}  lag {}  published {}", follower.value("name", ""),
                           follower.value("position", ""), follower.value("tail", ""), follower.value("lag", 0ULL),
                           follower.value("published", 0ULL));
  if (!follower.contains("condition")) {
    std::cout << "  正常 publishing\n";
    return;
  }
  std::cout << fmt::format("  {} since {}\n  {}\n  {}\n  {}\n", follower.value("condition", ""),
                           follower.value("since", ""), follower.value("message", ""), follower.value("message_en", ""),
                           follower.value("detail", ""));
}

// 0: it publishes; 1: something stands in its way, or nobody answers; 3: this server publishes nothing.
int status(const std::string& server, bool as_json) {
  const auto document = ask_for_object(server, token_from_environment(), "GET", "/v1/followers");
  if (!document) return document.error();
  for (const auto& follower : document->at("followers")) {
    if (follower.value("name", "") != "kafka") continue;
    if (as_json) {
      std::cout << follower.dump() << '\n';
    } else {
      print(follower);
    }
    return follower.contains("condition") ? exit_failure : exit_ok;
  }
  complain({"本服务没有设置 kafka_brokers，不发布事件。 This server has no kafka_brokers and publishes nothing."});
  return exit_not_found;
}

struct Opened {
  config::Settings settings;
  std::unique_ptr<rocks::Store> store;
};

std::expected<Opened, int> open(const SettingFlags& flags) {
  auto settings = load_settings(flags);
  if (!settings) return std::unexpected(exit_invalid);
  if (!kafka::enabled(settings->kafka)) {
    complain({"请给出 --kafka-brokers。 Give --kafka-brokers."});
    return std::unexpected(exit_usage);
  }
  log::set_level(log::Level::error);
  auto store = rocks::Store::open_read_only(settings->rocksdb);
  if (store) return Opened{std::move(*settings), std::move(*store)};
  complain({store.error().detail});
  return std::unexpected(exit_code(store.error()));
}

// An event is in the log before it is in the topic. So a directory whose log, opened now, ends before what the topic
// was seen to hold is an older copy.
Result<bool> is_older(const config::Settings& settings, const kafka::Findings& found) {
  if (found.newer == 0) return false;
  const auto store = rocks::Store::open_read_only(settings.rocksdb);
  if (!store) return std::unexpected(store.error());
  const auto tail = feed::LogReader(**store).tail();
  if (!tail) return std::unexpected(tail.error());
  return *tail < found.furthest;
}

std::string verdict(const kafka::Findings& found, bool older) {
  if (found.faults() > 0) return fmt::format("{} 处不一致 findings", found.faults());
  return older ? "目录比主题旧 the directory is older than the topic" : "一致 consistent";
}

int verify(const SettingFlags& flags) {
  const auto opened = open(flags);
  if (!opened) return opened.error();
  const bool terminal = isatty(STDERR_FILENO) == 1;
  const feed::LogReader log(*opened->store);
  const auto check = kafka::verify(log, opened->settings.kafka, [terminal](std::uint64_t events) {
    if (terminal) std::cerr << "\r已核对 " << events << " 条消息 · messages checked" << std::flush;
  });
  if (terminal) std::cerr << "\r\033[K";
  if (!check) {
    complain_about(check.error());
    return exit_failure;
  }
  for (const auto& sentence : check->sentences()) std::cout << sentence << '\n';
  const auto& found = check->findings();
  const auto older = is_older(opened->settings, found);
  if (!older) {
    complain({older.error().detail});
    return exit_code(older.error());
  }
  std::cout << fmt::format(
      "{} events in {}: {} duplicates, {} gaps, {} reorderings, {} changed, {} misplaced, {} foreign; {} pending, {} "
      "expired, {} newer: {}\n",
      found.seen, opened->settings.kafka.topic, found.duplicates, found.gaps, found.reorderings, found.changed,
      found.misplaced, found.foreign, found.pending, found.expired, found.newer, verdict(found, *older));
  if (*older)
    complain(
        {"主题中有本目录没有的事件：这个数据目录可能来自旧备份，或主题属于另一份数据。 The topic holds events that "
         "this directory does not: the directory may be an old backup, or the topic that of other data."});
  return found.faults() == 0 && !*older ? exit_ok : exit_failure;
}

// "0-17" as the server spells it, or 17.
std::optional<std::uint64_t> read_offset(std::string_view text) {
  if (text.starts_with("0-")) text.remove_prefix(2);
  std::uint64_t offset = 0;
  const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), offset);
  if (error != std::errc() || at != text.data() + text.size()) return std::nullopt;
  return offset;
}

int republish(const SettingFlags& flags, const std::string& from, const std::string& topic) {
  const auto offset = read_offset(from);
  if (!offset) {
    complain({"--from 应为位置，如 0-1。 Give --from a position, such as 0-1."});
    return exit_usage;
  }
  auto opened = open(flags);
  if (!opened) return opened.error();
  auto options = opened->settings.kafka;
  if (topic == options.topic) {
    complain({"这是服务自己的主题，请另取一个。 That is the server's own topic: name another one."});
    return exit_conflict;
  }
  options.topic = topic;
  const bool terminal = isatty(STDERR_FILENO) == 1;
  auto said = kafka::Condition::none;
  const auto progress = [&](const kafka::Progress& now) {
    const auto condition = now.trouble ? now.trouble->condition : kafka::Condition::none;
    if (condition != said && now.trouble) complain_about(*now.trouble);
    said = condition;
    if (terminal) std::cerr << fmt::format("\r{} / {}  已发布 published {}", now.position, now.tail, now.published);
  };
  const auto published = kafka::republish(feed::LogReader(*opened->store), options, *offset, progress);
  if (terminal) std::cerr << "\r\033[K";
  if (!published) {
    complain_about(published.error());
    return published.error().condition == kafka::Condition::topic_not_empty ? exit_conflict : exit_failure;
  }
  std::cout << fmt::format("{} events published to {}\n", *published, topic);
  return exit_ok;
}

}  // namespace

void add_kafka(CLI::App& app, int& code) {
  auto* kafka = app.add_subcommand("kafka", "事件主题 · the topic of case events");
  kafka->require_subcommand(1);

  auto* status_command = kafka->add_subcommand("status", "发布进度 · how far it is (through the server; DOCKET_TOKEN)");
  auto server = std::make_shared<std::string>();
  auto as_json = std::make_shared<bool>(false);
  status_command->add_option("--server", *server, "http://host:port of the running server")->required();
  status_command->add_flag("--json", *as_json, "as one JSON object");
  status_command->callback([server, as_json, &code] { code = status(*server, *as_json); });

  auto* verify_command = kafka->add_subcommand(
      "verify", "核对主题 · every event there once and in order (reads the directory, also beside a server)");
  const auto verify_flags = add_setting_flags(*verify_command, reading_flags);
  verify_command->callback([verify_flags, &code] { code = verify(*verify_flags); });

  auto* republish_command = kafka->add_subcommand(
      "republish", "重新发布 · the log into a fresh topic (reads the directory, also beside a server)");
  const auto republish_flags = add_setting_flags(*republish_command, reading_flags);
  auto from = std::make_shared<std::string>();
  auto topic = std::make_shared<std::string>();
  republish_command
      ->add_option("--from", *from,
                   "the first position to publish; a server may go on in the topic only if this is 0-1")
      ->required();
  republish_command->add_option("--topic", *topic, "a fresh topic; not the server's own")->required();
  republish_command->callback([=, &code] { code = republish(*republish_flags, *from, *topic); });
}

}  // namespace docket::tools

// `docket log dump|verify` read a whole log: they open the directory read-only, also beside a running server.
// `docket log follow` goes to the server. Events are CloudEvents, one JSON object a line; personal data is
// never in them.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <charconv>
#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "adapters/rocksdb/store.hpp"
#include "engine/base/log.hpp"
#include "engine/index/reader.hpp"
#include "engine/index/verify.hpp"
#include "engine/journal/codec.hpp"
#include "tools/docket/client.hpp"
#include "tools/docket/commands.hpp"
#include "tools/docket/exit_code.hpp"
#include "tools/docket/setting_flags.hpp"

namespace docket::tools {
namespace {

constexpr std::size_t page = 500;
constexpr std::chrono::milliseconds poll_every{500};

Result<std::unique_ptr<rocks::Store>> open_for_reading(const SettingFlags& flags) {
  const auto settings = load_settings(flags);
  if (!settings) return fail(Errc::invalid_config, "the settings cannot be used");
  log::set_level(log::Level::error);
  return rocks::Store::open_read_only(settings->rocksdb);
}

int dump(const SettingFlags& flags) {
  const auto store = open_for_reading(flags);
  if (!store) {
    complain({store.error().detail});
    return exit_code(store.error());
  }
  const index::Reader reader(**store, "");
  model::Position at;
  while (true) {
    const auto records = reader.events(at, page);
    if (!records) {
      complain({records.error().detail});
      return exit_failure;
    }
    for (const auto& record : *records) std::cout << journal::cloud_event(record) << '\n';
    if (records->size() < page) return exit_ok;
    at = records->back().position;
  }
}

int verify(const SettingFlags& flags) {
  const auto store = open_for_reading(flags);
  if (!store) {
    complain({store.error().detail});
    return exit_code(store.error());
  }
  const bool terminal = isatty(STDERR_FILENO) == 1;
  const auto report = index::verify(**store, [terminal](std::uint64_t records) {
    if (terminal) std::cerr << "\r已核对 " << records << " 条事件 · events checked" << std::flush;
  });
  if (terminal) std::cerr << "\r\033[K";
  if (!report) {
    complain({report.error().detail});
    return exit_failure;
  }
  for (const auto& finding : report->findings) std::cout << finding << '\n';
  std::cout << fmt::format(
      "{} events, {} cases, {} index rows, {} personal values: {}\n", report->records, report->cases,
      report->index_rows, report->personal_values,
      report->finding_count == 0 ? "一致 consistent" : fmt::format("{} 处不一致 findings", report->finding_count));
  return report->finding_count == 0 ? exit_ok : exit_failure;
}

struct FollowFlags {
  std::string server;
  std::string after = "0-0";
  bool once = false;
};

// The log as the server tells it, from a position on, until interrupted (or, with --once, until its present
// end).
int follow(const FollowFlags& flags) {
  auto after = flags.after;
  const auto token = token_from_environment();
  while (true) {
    const auto document = ask_for_object(flags.server, token, "GET", "/v1/events?limit=500&after=" + after);
    if (!document) return document.error();
    for (const auto& event : document->at("events")) std::cout << event.dump() << '\n';
    std::cout.flush();
    const auto next = document->at("next").get<std::string>();
    const bool at_end = next == after || document->at("events").empty();
    after = next;
    if (!at_end) continue;
    if (flags.once) return exit_ok;
    std::this_thread::sleep_for(poll_every);
  }
}

}  // namespace

void add_log(CLI::App& app, int& code) {
  auto* log = app.add_subcommand("log", "事件日志 · the event log");
  log->require_subcommand(1);

  auto* dump_command =
      log->add_subcommand("dump", "打印全部事件 · every event, one a line (reads the directory, also beside a server)");
  const auto dump_flags = add_setting_flags(*dump_command, {"data"});
  dump_command->callback([dump_flags, &code] { code = dump(*dump_flags); });

  auto* verify_command = log->add_subcommand(
      "verify", "核对日志 · fold every case from zero and compare (reads the directory, also beside a server)");
  const auto verify_flags = add_setting_flags(*verify_command, {"data"});
  verify_command->callback([verify_flags, &code] { code = verify(*verify_flags); });

  auto* follow_command =
      log->add_subcommand("follow", "跟随日志 · events as they come (through the server; DOCKET_TOKEN)");
  auto follow_flags = std::make_shared<FollowFlags>();
  follow_command->add_option("--server", follow_flags->server, "http://host:port of the running server")->required();
  follow_command->add_option("--after", follow_flags->after, "position to begin after");
  follow_command->add_flag("--once", follow_flags->once, "end at the log's present end");
  follow_command->callback([follow_flags, &code] { code = follow(*follow_flags); });
}

}  // namespace docket::tools

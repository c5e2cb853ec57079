// `docket serve`: the process. Holds the data directory alone until SIGTERM or SIGINT; the second signal ends
// at once. SIGHUP reads the directory of people again.
#include <signal.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <iostream>
#include <thread>

#include "config/loader.hpp"
#include "engine/base/log.hpp"
#include "tools/docket/assembly.hpp"
#include "tools/docket/commands.hpp"
#include "tools/docket/exit_code.hpp"
#include "tools/docket/serve.hpp"
#include "tools/docket/setting_flags.hpp"

namespace docket::tools {
namespace {

// Blocked in every thread, so that only `wait_for_signal` sees them.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return signals;
}

int wait_for_signal(const sigset_t& signals) {
  int signal = 0;
  sigwait(&signals, &signal);
  return signal;
}

// What an import did, for operators: nothing is passed over in silence.
void tell(const DirectoryRead& read, const std::string& file) {
  for (const auto& sentence : read.problems)
    log::error("the directory is as before: its file has a problem", {{"problem", sentence}});
  if (!read.problems.empty()) return;
  std::size_t kept = 0;
  for (const auto& [name, fate, was, will, edited, open_cases] : read.told) {
    const auto entry = std::string(model::kind_name(name.kind)) + " " + name.id;
    if (fate == model::Fate::keep) {
      ++kept;
      log::warn("the file differs from an entry that was edited since the last import; the edit stays",
                {{"org", name.org.str()}, {"entry", entry}});
    }
    if (fate == model::Fate::apply && open_cases > 0)
      log::warn("somebody who left the directory answers for open cases: hand them over",
                {{"org", name.org.str()}, {"entry", entry}, {"cases", std::to_string(open_cases)}});
  }
  if (kept > 0)
    log::warn("entries of the directory were left as edited; to let the file win: docket directory import --overwrite",
              {{"file", file}, {"entries", std::to_string(kept)}});
}

void read_directory(Assembly& assembly, const std::string& file) {
  const auto read = assembly.read_directory();
  tell(read, file);
  if (read.problems.empty()) log::info("the directory was read again");
}

int check(const config::Settings& settings) {
  const auto files = load_files(settings);
  if (!files) {
    complain(files.error().sentences);
    return files.error().exit_code;
  }
  std::cout << config::show(settings);
  return exit_ok;
}

}  // namespace

int serve(const config::Settings& settings, const Hooks& hooks) {
  log::set_level(settings.log_level);
  const auto signals = block_signals();
  auto assembly = Assembly::open(settings, hooks);
  if (!assembly) {
    complain(assembly.error().sentences);
    return assembly.error().exit_code;
  }
  if (const auto& made = (*assembly)->made_key()) {
    log::info("made a master key for this new data directory; keep a copy of it elsewhere", {{"file", made->string()}});
  }
  tell((*assembly)->directory_at_start(), settings.directory.string());
  (*assembly)->follow();
  const auto port = (*assembly)->listen();
  if (!port) {
    complain({port.error().detail});
    return exit_code(port.error());
  }
  log::info("listening",
            {{"address", settings.http.address + ":" + std::to_string(*port)}, {"data", settings.data.string()}});
  while (wait_for_signal(signals) == SIGHUP) read_directory(**assembly, settings.directory.string());
  log::info("stopping");
  std::thread([signals] {
    while (wait_for_signal(signals) == SIGHUP) continue;
    _exit(exit_failure);
  }).detach();
  (*assembly)->stop();
  log::info("stopped");
  return exit_ok;
}

void add_serve(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("serve", "启动服务 · run the server (holds the data directory alone)");
  const auto flags = add_setting_flags(*command);
  auto only_check = std::make_shared<bool>(false);
  command->add_flag("--check", *only_check, "read every file, print the settings that would be used, and end");
  command->callback([flags, only_check, &code] {
    const auto settings = load_settings(*flags);
    code = !settings ? exit_invalid : *only_check ? check(*settings) : serve(*settings, {});
  });
}

}  // namespace docket::tools

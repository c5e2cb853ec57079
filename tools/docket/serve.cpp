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

void read_directory(Assembly& assembly) {
  if (const auto read = assembly.read_directory(); !read) {
    for (const auto& sentence : read.error())
      log::error("the directory is as before: its file has a problem", {{"problem", sentence}});
    return;
  }
  log::info("the directory was read again");
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
  (*assembly)->follow();
  const auto port = (*assembly)->listen();
  if (!port) {
    complain({port.error().detail});
    return exit_code(port.error());
  }
  log::info("listening",
            {{"address", settings.http.address + ":" + std::to_string(*port)}, {"data", settings.data.string()}});
  while (wait_for_signal(signals) == SIGHUP) read_directory(**assembly);
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

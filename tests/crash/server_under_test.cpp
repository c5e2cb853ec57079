// docket-under-test: `docket serve` as it is assembled for everybody, over a disk that may lose unsynced
// bytes and with at most one promise broken on purpose. For the crash rounds; never installed.
#include <rocksdb/env.h>

#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <string>

#include "tests/crash/broken_stores.hpp"
#include "tests/crash/losing_file_system.hpp"
#include "tools/docket/exit_code.hpp"
#include "tools/docket/serve.hpp"
#include "tools/docket/setting_flags.hpp"

namespace docket::crash {
namespace {

enum class Disk { plain, losing };
enum class Mutant { none, no_sync, early_answer, split_index, forgotten_outcome, killed_before_scrub };

const std::map<std::string, Disk> disks{{"plain", Disk::plain}, {"losing", Disk::losing}};
const std::map<std::string, Mutant> mutants{{"none", Mutant::none},
                                            {"no_sync", Mutant::no_sync},
                                            {"early_answer", Mutant::early_answer},
                                            {"split_index", Mutant::split_index},
                                            {"forgotten_outcome", Mutant::forgotten_outcome},
                                            {"killed_before_scrub", Mutant::killed_before_scrub}};

tools::Hooks hooks_of(Mutant mutant, rocksdb::Env* env) {
  tools::Hooks hooks;
  hooks.env = env;
  hooks.sync = mutant != Mutant::no_sync;
  if (mutant == Mutant::early_answer) hooks.wrap_store = create_early_answer;
  if (mutant == Mutant::split_index) hooks.wrap_store = create_split_index;
  if (mutant == Mutant::forgotten_outcome) hooks.wrap_store = create_forgotten_outcome;
  if (mutant == Mutant::killed_before_scrub) hooks.wrap_store = create_killed_before_scrub;
  return hooks;
}

}  // namespace
}  // namespace docket::crash

int main(int count, char** arguments) {
  using namespace docket::crash;
  CLI::App app("docket serve, for the crash rounds", "docket-under-test");
  app.require_subcommand(1);
  auto* serve = app.add_subcommand("serve", "run the server");
  auto disk = Disk::plain;
  auto mutant = Mutant::none;
  serve->add_option("--disk", disk)->transform(CLI::CheckedTransformer(disks));
  serve->add_option("--mutant", mutant)->transform(CLI::CheckedTransformer(mutants));
  const auto flags = docket::tools::add_setting_flags(*serve);
  CLI11_PARSE(app, count, arguments);
  const auto settings = docket::tools::load_settings(*flags);
  if (!settings) return docket::tools::exit_invalid;
  std::unique_ptr<rocksdb::Env> losing;
  if (disk == Disk::losing)
    losing = rocksdb::NewCompositeEnv(create_losing_file_system(rocksdb::FileSystem::Default()));
  return docket::tools::serve(*settings, hooks_of(mutant, losing.get()));
}

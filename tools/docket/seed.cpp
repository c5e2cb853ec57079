// `docket seed`: fills a data directory, which must not be in use, with the twelve months of a synthetic township. What
// could stand in the way is asked before anything is written.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <iostream>

#include "adapters/rocksdb/store.hpp"
#include "config/vault_key.hpp"
#include "engine/base/log.hpp"
#include "tools/docket/assembly.hpp"
#include "tools/docket/commands.hpp"
#include "tools/docket/exit_code.hpp"
#include "tools/docket/setting_flags.hpp"
#include "tools/seed/seeding.hpp"
#include "tools/seed/window.hpp"

namespace docket::tools {
namespace {

using std::chrono::steady_clock;

constexpr std::uint64_t cases_max = 5'000'000;

struct SeedFlags {
  std::vector<std::string> orgs;
  std::uint64_t cases = 0;
  std::uint64_t seed = 0;
  std::string until;
  std::string parameters;  // empty: beside the directory file
};

std::unexpected<Refusal> refuse(int code, std::string sentence) {
  return std::unexpected(Refusal{code, {std::move(sentence)}});
}

std::unexpected<Refusal> refuse(const Error& error) { return refuse(exit_code(error), error.detail); }

std::expected<seed::Window, Refusal> window_of(const SeedFlags& flags) {
  const auto now = SystemClock().now();
  const auto until = flags.until.empty() ? now : seed::read_until(flags.until);
  if (!until)
    return refuse(exit_invalid,
                  "--until 应为日期（到当天零点为止）或 RFC 3339 时间，如 2026-07-01。 Give --until a date (whose "
                  "beginning is the end) or an RFC 3339 time, such as 2026-07-01.");
  if (*until > now)
    return refuse(exit_invalid,
                  "--until 不能晚于现在：模拟数据不写将来的事，请改为现在或以前。 --until lies ahead: nothing is dated "
                  "after the moment of seeding; give now or earlier.");
  return seed::window_until(*until);
}

std::expected<void, Refusal> check_flags(const SeedFlags& flags) {
  if (flags.cases == 0 || flags.cases > cases_max)
    return refuse(exit_invalid,
                  fmt::format("--cases 应为 1 到 {0} 的整数。 Give --cases a whole number from 1 to {0}.", cases_max));
  auto orgs = flags.orgs;
  std::ranges::sort(orgs);
  if (std::ranges::adjacent_find(orgs) != orgs.end())
    return refuse(exit_invalid, "同一个 --org 写了两次；请只写一次。 The same --org stands twice: name it once.");
  return {};
}

std::expected<model::DirectoryPtr, Refusal> directory_of(const std::string& org, const Files& files) {
  auto directory = files.orgs->of(model::OrgId(org));
  if (directory != nullptr) return directory;
  std::string known;
  for (const auto& one : files.orgs->all()) known += (known.empty() ? "" : ", ") + one->org.str();
  return refuse(
      exit_not_found,
      fmt::format("没有机构 {0}；通讯录中有：{1}。 There is no org {0}; the directory has: {1}.", org, known));
}

std::expected<seed::Office, Refusal> office_of(const seed::Window& window, const Files& files) {
  auto office = seed::Office::open(files.calendar, workflows::local_date(window.from),
                                   workflows::local_date(window.until - std::chrono::milliseconds(1)));
  if (office) return std::move(*office);
  const int year = static_cast<int>(office.error());
  return refuse(exit_invalid,
                fmt::format("{0} 年的放假安排还没有公布或导入，不能生成这一年的数据；请另选 --until。 There is no "
                            "calendar of {0}, so nothing can be seeded in that year: choose another --until.",
                            year));
}

std::expected<void, Refusal> check_workflows(const Files& files) {
  for (const auto* id : {"voter-opinion", "dispute"}) {
    if (files.catalog.find(id) == nullptr)
      return refuse(exit_invalid,
                    fmt::format("没有流程 {0}，无法生成；请检查 --workflows。 There is no workflow {0} to "
                                "seed: check --workflows.",
                                id));
  }
  return {};
}

// Time never runs backwards along a log: what is there already must lie before the first seeded day.
std::expected<void, Refusal> check_log(const config::Settings& settings, const seed::Window& window) {
  std::error_code ignored;
  if (!std::filesystem::exists(settings.data / "rocksdb" / "CURRENT", ignored)) return {};
  const auto store = rocks::Store::open(settings.rocksdb);  // alone: whoever holds it is the first thing to say
  if (!store) return refuse(store.error());
  const index::Reader reader(**store, "");
  const auto tail = reader.tail();
  if (!tail) return refuse(tail.error());
  if (tail->offset == 0) return {};
  const auto last = reader.events({0, tail->offset - 1}, 1);
  if (!last) return refuse(last.error());
  const auto recorded = last->empty() ? Timestamp{} : last->front().event.recorded;
  if (recorded < window.from) return {};
  return refuse(
      exit_conflict,
      fmt::format("数据目录 {0} 的日志已经写到 {1}，晚于模拟数据的第一天 {2}；日志的时间不能倒退，请用一个空的"
                  "数据目录。 The log of {0} already reaches {1}, past the first seeded day {2}; time never runs "
                  "backwards in a log: take an empty data directory.",
                  settings.data.string(), workflows::format_date(workflows::local_date(recorded)),
                  workflows::format_date(workflows::local_date(window.from))));
}

class ProgressBar {
 public:
  void operator()(std::size_t arrived, std::size_t whole, Timestamp at) {
    const auto now = steady_clock::now();
    if (!terminal_ || now - drawn_ < std::chrono::milliseconds(200)) return;
    drawn_ = now;
    constexpr std::size_t width = 30;
    const auto done = arrived * width / whole;
    std::cerr << fmt::format("\r[{}{}] {:3}%  {}  {} / {} 件 cases", std::string(done, '#'),
                             std::string(width - done, '.'), arrived * 100 / whole,
                             workflows::format_date(workflows::local_date(at)), arrived, whole)
              << std::flush;
  }
  void clear() const {
    if (terminal_) std::cerr << "\r\033[K";
  }

 private:
  bool terminal_ = isatty(STDERR_FILENO) == 1;
  steady_clock::time_point drawn_{};
};

void print(const seed::Summary& summary, const seed::Window& window, double seconds) {
  std::cout << fmt::format(
      "{0} 至 {1}：{2} 件，{3} 条事件，{4:.1f} 秒，每分钟 {5:.0f} 件 · {2} cases, {3} events in {4:.1f} s, "
      "{5:.0f} cases a minute\n",
      workflows::format_date(workflows::local_date(window.from)),
      workflows::format_date(workflows::local_date(window.until)), summary.cases, summary.events, seconds,
      static_cast<double>(summary.cases) / seconds * 60);
  for (const auto& [workflow, states] : summary.states) {
    std::cout << workflow << ':';
    for (const auto& [state, count] : states)
      if (count > 0) std::cout << ' ' << state << ' ' << count;
    std::cout << '\n';
  }
  std::cout << fmt::format("被拒绝的操作 refused: {} / {}\n", summary.refused, summary.commands);
  for (const auto& [what, count] : summary.refusals) std::cout << fmt::format("  {} × {}\n", count, what);
}

// The first open makes what a new directory needs: its secret, its format, its master key.
struct Ground {
  std::unique_ptr<rocks::Store> store;
  Metrics metrics;
  SystemClock system_clock;
  SystemRandom random;
  std::unique_ptr<Engine> engine;
  std::unique_ptr<Access> access;
  std::unique_ptr<vault::Vault> vault;
  workflows::Calendar calendar;
  seed::ManualClock clock;
  seed::SeededIds ids;
  std::unique_ptr<partition::Writer> writer;
};

std::expected<std::unique_ptr<Ground>, Refusal> open(const config::Settings& settings, const Files& files) {
  auto ground = std::make_unique<Ground>();
  auto store = rocks::Store::open(settings.rocksdb);
  if (!store) return refuse(store.error());
  ground->store = std::move(*store);
  const auto sealed = Engine::is_sealed(*ground->store);
  if (!sealed) return refuse(sealed.error());
  auto found = config::open_vault_key(settings.vault_key_file, !*sealed, ground->random);
  if (!found) return refuse(exit_invalid, found.error());
  if (found->made) {
    std::cerr << "docket: 已为新的数据目录生成主密钥 " << settings.vault_key_file.string()
              << "，请另存一份。 Made a master key for this new data directory: keep a copy of it elsewhere.\n";
  }
  auto engine = Engine::open(*ground->store, ground->system_clock, ground->random, ground->metrics,
                             {files.catalog, files.calendar, files.orgs, found->key, files.queues}, settings.engine);
  if (!engine) return refuse(engine.error());
  ground->engine = std::move(*engine);
  ground->engine->stop();  // nobody writes but the seeding
  ground->access = std::make_unique<Access>(files.orgs);
  ground->vault = std::make_unique<vault::Vault>(*ground->store, found->key);
  ground->calendar = files.calendar;
  const partition::World world{
      *ground->store,  ground->engine->reader(), *ground->vault,          ground->engine->definitions(),
      *ground->access, ground->calendar,         ground->clock,           ground->random,
      ground->metrics, ground->engine->queues(), ground->engine->hooks(), &ground->ids};
  auto writer = partition::Writer::open(world, settings.engine.writer);
  if (!writer) return refuse(writer.error());
  ground->writer = std::move(*writer);
  return ground;
}

std::expected<void, Refusal> seed_directory(const SeedFlags& flags, const config::Settings& settings) {
  if (auto checked = check_flags(flags); !checked) return checked;
  const auto window = window_of(flags);
  if (!window) return std::unexpected(window.error());
  const auto files = load_files(settings);
  if (!files) return std::unexpected(files.error());
  if (auto checked = check_workflows(*files); !checked) return checked;
  const auto beside = settings.directory.parent_path() / "synthetic.json";
  const auto parameters =
      seed::load_parameters(flags.parameters.empty() ? beside : std::filesystem::path(flags.parameters));
  if (!parameters) return std::unexpected(Refusal{exit_invalid, parameters.error()});
  const auto office = office_of(*window, *files);
  if (!office) return std::unexpected(office.error());
  std::vector<std::pair<std::shared_ptr<const seed::Town>, seed::Plan>> towns;
  for (std::size_t i = 0; i < flags.orgs.size(); ++i) {
    const auto directory = directory_of(flags.orgs[i], *files);
    if (!directory) return std::unexpected(directory.error());
    const auto share = flags.cases / flags.orgs.size() + (i < flags.cases % flags.orgs.size() ? 1 : 0);
    auto town = seed::Town::found(*parameters, *directory, *office, *window, flags.seed, share);
    if (!town) return refuse(exit_invalid, town.error());
    auto plan = seed::plan_arrivals(**town, share);
    towns.emplace_back(std::move(*town), std::move(plan));
  }
  if (auto checked = check_log(settings, *window); !checked) return checked;

  log::set_level(log::Level::error);
  const auto ground = open(settings, *files);
  if (!ground) return std::unexpected(ground.error());
  const auto begin = steady_clock::now();
  seed::Seeding seeding(*(*ground)->writer, (*ground)->clock, (*ground)->ids, {});
  for (auto& [town, plan] : towns) seeding.add(std::move(town), std::move(plan));
  ProgressBar bar;
  const auto summary = seeding.run(std::ref(bar));
  bar.clear();
  if (!summary) return refuse(summary.error());
  print(*summary, *window, std::chrono::duration<double>(steady_clock::now() - begin).count());
  return {};
}

}  // namespace

void add_seed(CLI::App& app, int& code) {
  auto* seed = app.add_subcommand(
      "seed", "生成模拟数据 · the twelve months of a synthetic township, into a directory that is not in use");
  auto flags = std::make_shared<SeedFlags>();
  seed->add_option("--org", flags->orgs, "an org of the directory; may be given several times")->required();
  seed->add_option("--cases", flags->cases, "how many cases, of all orgs together")->required();
  seed->add_option("--seed", flags->seed, "the same seed, count and end give the same events")->required();
  seed->add_option("--until", flags->until,
                   "where the twelve months end: a date (its beginning) or an RFC 3339 time; "
                   "default: now");
  seed->add_option("--parameters", flags->parameters,
                   "parameters and texts; default: synthetic.json beside the directory file");
  const auto settings_flags = add_setting_flags(*seed, {"data", "vault_key_file", "workflows", "calendar", "directory",
                                                        "cases_max", "block_cache_mib", "memtable_mib", "wal_max_mib"});
  seed->callback([flags, settings_flags, &code] {
    const auto settings = load_settings(*settings_flags);
    if (!settings) {
      code = exit_invalid;
      return;
    }
    const auto done = seed_directory(*flags, *settings);
    if (!done) complain(done.error().sentences);
    code = done ? exit_ok : done.error().exit_code;
  });
}

}  // namespace docket::tools

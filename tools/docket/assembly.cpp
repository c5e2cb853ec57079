#include "tools/docket/assembly.hpp"

#include <fmt/format.h>

#include <future>

#include "adapters/rocksdb/store.hpp"
#include "adapters/webhook/trust.hpp"
#include "config/loader.hpp"
#include "config/vault_key.hpp"
#include "engine/base/crypto.hpp"
#include "engine/base/ensure.hpp"
#include "engine/journal/asyncapi.hpp"
#include "tools/docket/exit_code.hpp"

namespace docket::tools {
namespace {

void add(std::vector<std::string>& all, const std::vector<std::string>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

model::ChangeHook pause_of(const model::HookId& id, const std::string& why) {
  model::ChangeHook pause;
  pause.hook = id;
  pause.paused = true;
  pause.why = why;
  return pause;
}

Refusal refuse(const Error& error) { return {exit_code(error), {error.detail}}; }

}  // namespace

std::expected<Files, Refusal> load_files(const config::Settings& settings) {
  Refusal refusal{exit_invalid, {}};
  auto catalog = workflows::Catalog::load(settings.workflows);
  if (!catalog) {
    for (const auto& [file, problem] : catalog.error()) {
      refusal.sentences.push_back(fmt::format("{}: {}: {} {}", (settings.workflows / file).string(), problem.pointer,
                                              problem.sentence.zh_cn, problem.sentence.en));
    }
  }
  auto calendar = config::load_calendar(settings.calendar);
  if (!calendar) add(refusal.sentences, calendar.error());
  auto orgs = config::load_orgs(settings.directory);
  if (!orgs) add(refusal.sentences, orgs.error());
  const auto& ca_file = settings.webhook.limits.ca_file;
  if (const auto trust = webhook::make_trust(ca_file); !trust) {
    refusal.sentences.push_back(fmt::format("hooks_ca_file: {}: 没有可用的 PEM 证书 (holds no certificate in PEM: {})",
                                            ca_file.string(), trust.error()));
  }
  workflows::Queues queues;
  workflows::Ledgers ledgers;
  if (catalog) {
    auto loaded = config::load_queues(settings.queues, *catalog);
    if (!loaded) add(refusal.sentences, loaded.error());
    if (loaded) queues = std::move(*loaded);
    auto read = config::load_ledgers(settings.ledgers, *catalog);
    if (!read) add(refusal.sentences, read.error());
    if (read) ledgers = std::move(*read);
  }
  if (!refusal.sentences.empty()) return std::unexpected(std::move(refusal));
  return Files{std::move(*catalog), std::move(*calendar), std::move(*orgs), std::move(queues), std::move(ledgers)};
}

std::expected<std::unique_ptr<Assembly>, Refusal> Assembly::open(const config::Settings& settings, const Hooks& hooks) {
  auto files = load_files(settings);
  if (!files) return std::unexpected(files.error());
  std::unique_ptr<Assembly> assembly(new Assembly(settings));
  auto options = settings.rocksdb;
  options.env = hooks.env;
  options.sync = hooks.sync;
  auto store = rocks::Store::open(options);
  if (!store) return std::unexpected(refuse(store.error()));
  assembly->store_ = std::move(*store);
  if (hooks.wrap_store) assembly->store_ = hooks.wrap_store(std::move(assembly->store_));
  auto master = assembly->open_key();
  if (!master) return std::unexpected(master.error());
  assembly->ledgers_ = std::move(files->ledgers);
  const auto orgs = files->orgs;
  Setting setting{std::move(files->catalog), std::move(files->calendar), std::move(files->orgs), std::move(*master),
                  std::move(files->queues)};
  auto engine = Engine::open(*assembly->store_, assembly->clock_, assembly->random_, assembly->metrics_,
                             std::move(setting), settings.engine);
  if (!engine) return std::unexpected(refuse(engine.error()));
  assembly->engine_ = std::move(*engine);
  auto imported = assembly->import_directory(*orgs);
  if (!imported) return std::unexpected(refuse(imported.error()));
  assembly->at_start_ = std::move(*imported);
  return assembly;
}

// Only a directory that was never sealed gets a key made.
std::expected<vault::MasterKey, Refusal> Assembly::open_key() {
  const auto sealed = Engine::is_sealed(*store_);
  if (!sealed) return std::unexpected(refuse(sealed.error()));
  auto found = config::open_vault_key(settings_.vault_key_file, !*sealed, random_);
  if (!found) return std::unexpected(Refusal{exit_invalid, {found.error()}});
  if (found->made) made_key_ = settings_.vault_key_file;
  return std::move(found->key);
}

Assembly::~Assembly() { stop(); }

void Assembly::follow() {
  engine_->follow(pulse_.bell());
  pulse_.start();
  auto pause = [this](const model::HookId& id, const std::string& why) {
    const auto hooks = engine_->hooks().all();
    const auto row = hooks->find(id);
    if (row == hooks->end()) return;
    model::Command command;
    command.actor.user = model::UserId("system");
    command.actor.roles = {"system"};
    command.actor.org = row->second.hook.org;
    command.intent = pause_of(id, why);
    engine_->submit(std::move(command), [](const model::Outcome&) {});  // asked again until it is
  };
  auto definition = [this](const std::string& hash) { return engine_->definitions().pinned(hash); };
  auto secret_of = [this](const HookRow& row) { return engine_->secret_of(row); };
  const webhook::Ground ground{*store_,
                               engine_->reader(),
                               engine_->access(),
                               engine_->hooks(),
                               engine_->queues(),
                               std::move(secret_of),
                               std::move(definition),
                               std::move(pause),
                               pulse_,
                               clock_,
                               random_,
                               settings_.webhook.public_url};
  auto addresses = webhook::Addresses::parse(settings_.webhook.allowed);
  ENSURE(addresses, "settings hold only networks");
  deliverer_ = std::make_unique<webhook::Deliverer>(ground, settings_.webhook, std::move(*addresses));
  deliverer_->start();
  timers_ = std::make_unique<timers::Timers>(*store_, *engine_, clock_);
  timers_->start();
  if (!kafka::enabled(settings_.kafka)) return;
  // Of the directory's own: copies of it fence each other, other directories on the same brokers do not.
  auto options = settings_.kafka;
  options.transactional_id +=
      "." + crypto::hex(crypto::hmac_sha256(engine_->secret(), "transactional-id")).substr(0, 8);
  publisher_ = std::make_unique<kafka::Publisher>(*store_, clock_, metrics_, options);
  engine_->follow(publisher_->bell());
  publisher_->start();
}

Result<std::uint16_t> Assembly::listen() {
  auto& engine = *engine_;
  http::Services services{
      .gate = engine,
      .reader = engine.reader(),
      .access = engine.access(),
      .catalog = engine.definitions().catalog(),
      .definition = [&engine](const std::string& hash) { return engine.definitions().pinned(hash); },
      .health = engine,
      .metrics = metrics_,
      .clock = clock_,
      .random = random_,
      .followers =
          publisher_ ? std::vector<const feed::Follower*>{publisher_.get()} : std::vector<const feed::Follower*>{},
      .queues = engine.queues(),
      .ledgers = ledgers_,
      .hooks = engine.hooks(),
      .deliveries = [this](const model::HookId& id) { return webhook::delivery_json(deliverer_->delivery(id)); },
      .given_up = [this](const model::HookId& id, std::uint64_t after, std::size_t max) -> Result<std::string> {
        const auto found = deliverer_->given_up(id, after, max);
        if (!found) return std::unexpected(found.error());
        return webhook::given_up_json(*found);
      },
      .count_replay = [this](const HookRow& row,
                             const model::ReplayHook& asked) { return deliverer_->count(row, asked); },
      .pulse = pulse_,
      .key_secret = crypto::hmac_sha256(engine.secret(), "request-hash"),
      .asyncapi = journal::asyncapi(engine.definitions().catalog(), settings_.kafka.topic)};
  server_ = std::make_unique<http::Server>(std::move(services), settings_.http);
  return server_->start();
}

DirectoryRead Assembly::read_directory() {
  auto orgs = config::load_orgs(settings_.directory);
  if (!orgs) return {{}, orgs.error()};
  auto imported = import_directory(**orgs);
  if (!imported) return {{}, {imported.error().detail}};
  return std::move(*imported);
}

// As a command like any other, of all orgs at once.
Result<DirectoryRead> Assembly::import_directory(const model::Orgs& orgs) {
  model::Command command;
  command.actor.user = model::UserId("system");
  command.actor.roles = {"system"};
  command.intent = model::ImportDirectory{model::document_of(orgs), false, false};
  std::promise<model::Outcome> promise;
  auto outcome = promise.get_future();
  engine_->submit(std::move(command), [&promise](model::Outcome answer) { promise.set_value(std::move(answer)); });
  auto answer = outcome.get();
  if (const auto* error = std::get_if<Error>(&answer)) return std::unexpected(*error);
  DirectoryRead read;
  if (const auto* no = std::get_if<model::Rejection>(&answer)) {
    read.problems.push_back(no->sentence.zh_cn + " " + no->sentence.en);
    for (const auto& [pointer, sentence] : no->problems)
      read.problems.push_back(fmt::format("{}: {} {}", pointer, sentence.zh_cn, sentence.en));
  } else if (auto& told = std::get<model::Accepted>(answer).directory) {
    read.told = std::move(*told);
  }
  return read;
}

void Assembly::stop() {
  if (timers_) timers_->stop();
  if (deliverer_) deliverer_->stop();  // what is left is told after the next start
  if (server_) server_->stop();
  if (engine_) engine_->stop();
  if (publisher_) publisher_->stop();  // after the last commit, so that it goes out too
}

}  // namespace docket::tools

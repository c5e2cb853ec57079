#include "engine/engine.hpp"

#include <atomic>

#include "engine/base/bytes.hpp"
#include "engine/index/queue_rebuild.hpp"
#include "engine/journal/directory_rows.hpp"
#include "engine/journal/keys.hpp"

namespace docket {
namespace {

namespace keys = journal::keys;
using journal::Family;

constexpr std::uint32_t data_format = 4;

// 32 secret bytes of this directory, made once: page cursors and request hashes are keyed with them. The commit that
// makes them also ties the directory to its format and its master key.
Result<std::string> open_secret(journal::Store& store, const vault::MasterKey& master, RandomSource& random) {
  const auto stored = store.get(Family::meta, keys::secret());
  if (!stored) return std::unexpected(stored.error());
  if (*stored) return **stored;
  std::string secret;
  for (int i = 0; i < 4; ++i) bytes::put_u64(secret, random.next());
  std::string format;
  bytes::put_u32(format, data_format);
  auto written = store.append({0,
                               {{Family::meta, keys::secret(), secret},
                                {Family::meta, keys::format(), format},
                                {Family::meta, keys::master_check(), master.make_check(random)}}});
  if (!written) return std::unexpected(written.error());
  return secret;
}

Result<void> check_format(const journal::Store& store) {
  const auto stored = store.get(Family::meta, keys::format());
  if (!stored) return std::unexpected(stored.error());
  if (!*stored) return {};
  const auto format = bytes::Reader(**stored).u32();
  if (format == data_format) return {};
  return fail(Errc::wrong_version, "数据目录的格式与本程序不符，请使用对应版本。 The data directory has format " +
                                       std::to_string(format) + ", this docket reads format " +
                                       std::to_string(data_format) + ": use the matching version or restore a backup");
}

Result<void> check_master(const journal::Store& store, const vault::MasterKey& master) {
  const auto check = store.get(Family::meta, keys::master_check());
  if (!check) return std::unexpected(check.error());
  if (!*check || master.passes(**check)) return {};
  return fail(Errc::invalid_config,
              "vault_key_file 中的不是这个数据目录的主密钥；请放回原来的密钥文件。 The key in vault_key_file is not "
              "the master key of this data directory: put the original key file back.");
}

// The orgs that the rows make; those of the settings for a store without any.
Result<model::BookPtr> load_book(const journal::Store& store, model::OrgsPtr otherwise) {
  auto rows = journal::read_directory(store);
  if (!rows) return std::unexpected(rows.error());
  if (rows->empty()) return std::make_shared<const model::Book>(model::Book{{}, std::move(otherwise)});
  auto orgs = model::orgs_of(model::entries_of(*rows));
  if (!orgs) return fail(Errc::corrupt, "the rows of the directory make none: " + orgs.error().front().sentence.en);
  return std::make_shared<const model::Book>(model::Book{std::move(*rows), std::move(*orgs)});
}

Result<void> load_tokens(const journal::Store& store, Access& access) {
  const auto prefix = keys::token(model::TokenId());
  const auto rows = store.scan(Family::meta, {prefix, keys::prefix_end(prefix), 1'000'000, false});
  if (!rows) return std::unexpected(rows.error());
  for (const auto& row : *rows) {
    auto token = decode_token_row(row.value);
    if (!token) return fail(Errc::corrupt, "a token row does not decode");
    access.add(model::TokenId(row.key.substr(prefix.size())), std::move(*token));
  }
  return {};
}

Result<void> load_hooks(const journal::Store& store, Hooks& hooks) {
  const auto prefix = keys::hook(model::HookId());
  const auto rows = store.scan(Family::meta, {prefix, keys::prefix_end(prefix), 1'000'000, false});
  if (!rows) return std::unexpected(rows.error());
  for (const auto& row : *rows) {
    auto hook = decode_hook_row(row.value);
    if (!hook) return fail(Errc::corrupt, "a hook row does not decode");
    hooks.add(std::move(*hook));
  }
  return {};
}

}  // namespace

Engine::Engine(journal::Store& store, Setting setting, model::BookPtr book, std::string secret)
    : store_(store),
      secret_(std::move(secret)),
      vault_(store, std::move(setting.master)),
      calendar_(std::move(setting.calendar)),
      queues_(std::move(setting.queues)),
      access_(std::move(book)),
      reader_(store, secret_, &vault_),
      definitions_(store, std::move(setting.catalog)) {}

Result<std::unique_ptr<Engine>> Engine::open(journal::Store& store, Clock& clock, RandomSource& random,
                                             Metrics& metrics, Setting setting, const EngineOptions& options) {
  if (auto format = check_format(store); !format) return std::unexpected(format.error());
  if (auto master = check_master(store, setting.master); !master) return std::unexpected(master.error());
  auto secret = open_secret(store, setting.master, random);
  if (!secret) return std::unexpected(secret.error());
  auto book = load_book(store, setting.orgs);
  if (!book) return std::unexpected(book.error());
  std::unique_ptr<Engine> engine(new Engine(store, std::move(setting), std::move(*book), std::move(*secret)));
  if (auto loaded = load_tokens(store, engine->access_); !loaded) return std::unexpected(loaded.error());
  if (auto loaded = load_hooks(store, engine->hooks_); !loaded) return std::unexpected(loaded.error());
  const partition::World world{store,           engine->reader_,   engine->vault_, engine->definitions_,
                               engine->access_, engine->calendar_, clock,          random,
                               metrics,         engine->queues_,   engine->hooks_};
  if (auto kept = index::keep_queues(store, engine->queues_); !kept) return std::unexpected(kept.error());
  auto writer = partition::Writer::open(world, options.writer);
  if (!writer) return std::unexpected(writer.error());
  engine->partition_ = std::make_unique<partition::Partition>(std::move(*writer), options.partition);
  return engine;
}

std::optional<HookSecret> Engine::secret_of(const HookRow& row) const {
  const auto opened = vault_.master().open_secret(keys::hook(row.hook.id), row.sealed);
  return opened ? decode_hook_secret(*opened) : std::nullopt;
}

Result<bool> Engine::is_sealed(const journal::Store& store) {
  const auto check = store.get(Family::meta, keys::master_check());
  if (!check) return std::unexpected(check.error());
  return check->has_value();
}

void Engine::submit(model::Command command, Done done) { partition_->offer(std::move(command), std::move(done)); }

Health Engine::health() const {
  Health health{true, "", partition_->waiting(), partition_->tail()};
  if (const auto failure = store_.failure()) {
    health.ready = false;
    health.reason = failure->detail;
  } else if (partition_->failed()) {
    health.ready = false;
    health.reason = "writing has stopped after a storage failure; restart to recover";
  }
  return health;
}

void Engine::stop() { partition_->stop(); }

}  // namespace docket

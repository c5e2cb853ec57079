// The engine of one data directory: opens the log, owns the partition, offers the gate. Whoever opens it
// hands over the ports; they outlive it. Start order: store, engine, doors; stop order: doors, engine, store.
#pragma once

#include <memory>

#include "engine/access.hpp"
#include "engine/gate.hpp"
#include "engine/health.hpp"
#include "engine/index/reader.hpp"
#include "engine/partition/definitions.hpp"
#include "engine/partition/partition.hpp"
#include "engine/vault/vault.hpp"

namespace docket {

struct EngineOptions {
  partition::WriterOptions writer;
  partition::PartitionOptions partition;
};

// What the operator's configuration says about the world outside the log.
struct Setting {
  workflows::Catalog catalog;
  workflows::Calendar calendar;
  model::OrgsPtr orgs;  // in force as long as none were imported
  vault::MasterKey master;
  workflows::Queues queues = {};
};

class Engine final : public Gate, public HealthProbe {
 public:
  static Result<std::unique_ptr<Engine>> open(journal::Store& store, Clock& clock, RandomSource& random,
                                              Metrics& metrics, Setting setting, const EngineOptions& options);

  void submit(model::Command command, Done done) override;
  Health health() const override;
  void stop();  // answers what was taken, then returns

  // A follower's bell, rung after each commit; it outlives stop().
  void follow(feed::Bell& bell) { partition_->follow(bell); }

  // Does this store know its master key already? Then no other will do.
  static Result<bool> is_sealed(const journal::Store& store);

  const index::Reader& reader() const { return reader_; }
  const Access& access() const { return access_; }
  const partition::Definitions& definitions() const { return definitions_; }
  const workflows::Queues& queues() const { return queues_; }
  const Hooks& hooks() const { return hooks_; }
  Hooks& hooks() { return hooks_; }
  std::optional<HookSecret> secret_of(const HookRow& row) const;  // nothing when it was sealed with another master key
  const std::string& secret() const { return secret_; }

 private:
  Engine(journal::Store& store, Setting setting, model::BookPtr book, std::string secret);

  const journal::Store& store_;
  std::string secret_;
  vault::Vault vault_;
  workflows::Calendar calendar_;
  workflows::Queues queues_;
  Access access_;
  Hooks hooks_;
  index::Reader reader_;
  partition::Definitions definitions_;
  std::unique_ptr<partition::Partition> partition_;
};

}  // namespace docket

// A township to test with: the shipped definition, the demo directory, the calendar; commands by name; and a
// writer over any store, opened again after each crash.
#pragma once

#include <memory>
#include <string>

#include "engine/partition/writer.hpp"
#include "tests/support/manual_clock.hpp"

namespace docket::test {

const workflows::Catalog& shipped_catalog();
const workflows::Calendar& shipped_calendar();
const workflows::Queues& shipped_queues();
model::DirectoryPtr demo_directory();
model::OrgsPtr orgs_of(model::DirectoryPtr directory);  // that one alone
model::OrgsPtr with_county(bool above = true);          // the demo's under a county, or beside it; its supervisor: boss
vault::MasterKey master_key();                          // always the same one

workflows::Value json_value(const std::string& text);

// A person of the demo directory, as an actor.
model::Actor actor(const std::string& user);

model::Command import_of(const model::Orgs& orgs);
model::Command open_case(const std::string& user = "clerk-li", const std::string& input = "");
model::Command act(const model::CaseId& id, const std::string& action, const std::string& user,
                   const std::string& input = "{}");
model::Command with_key(model::Command command, const std::string& key, const std::string& request = "request");

// One life of a process over a store: opening it is start-up, dropping it is the crash.
class Life {
 public:
  Life(journal::Store& store, Clock& clock, RandomSource& random, const partition::WriterOptions& options = {},
       const workflows::Catalog& catalog = shipped_catalog(), model::DirectoryPtr directory = demo_directory(),
       const workflows::Queues& queues = shipped_queues());

  std::vector<model::Outcome> write(std::vector<model::Command> commands) { return writer_->write(commands); }
  model::Outcome write(model::Command command);
  partition::Writer& writer() { return *writer_; }
  const index::Reader& reader() const { return reader_; }
  Access& access() { return access_; }

 private:
  Metrics metrics_;
  Access access_;
  Hooks hooks_;
  vault::Vault vault_;
  index::Reader reader_;
  partition::Definitions definitions_;
  std::unique_ptr<partition::Writer> writer_;
};

// By value: an outcome is often a temporary. Both throw when it is something else.
model::Accepted accepted(const model::Outcome& outcome);
model::Rejection rejected(const model::Outcome& outcome);

}  // namespace docket::test

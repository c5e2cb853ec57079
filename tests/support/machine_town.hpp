// The large machines in a township: cases brought into any state by their real roles, along the tables of
// tests/support/machines. A table names its people by role; "@assignee" is whoever has the case, "@actor" whoever acts,
// "@other", "@ended" and "@foreign" are other cases, "@phone" is a telephone that nobody else has, "@+3" is the day
// after the day after tomorrow.
#pragma once

#include <map>
#include <nlohmann/json.hpp>

#include "adapters/memory/store.hpp"
#include "tests/support/township.hpp"

namespace docket::test {

// tests/support/machines/<workflow>.json
const nlohmann::json& machine_table(const std::string& workflow);

// The demo township, with a handler and a mediator who see a village's cases, and two people who are away.
model::DirectoryPtr machine_directory();

class MachineTown {
 public:
  explicit MachineTown(std::string workflow);

  const workflows::Definition& definition() const { return *definition_; }
  const nlohmann::json& table() const { return *table_; }
  Life& life() { return life_; }
  const memory::Store& store() const { return store_; }
  ManualClock& clock() { return clock_; }
  // The next steps assign the case to this person.
  void assign_to(std::string user) { assignee_ = std::move(user); }
  const std::string& assignee() const { return assignee_; }

  // Steps of a table: a state's name stands for its path, {"days": n} lets time pass.
  model::CaseId walk(const nlohmann::json& steps);
  model::CaseId reach(const std::string& state);
  // A case in `state` of which this action's guards hold.
  model::CaseId ready_for(const std::string& action, const std::string& state);
  // What this action needs before it, tried on a case as it is: refusals change nothing.
  void prepare(const model::CaseId& id, const std::string& action);

  // `who`: a role, a user or "@assignee". `changes`: members of the table's input, null takes one out.
  model::Outcome act(const model::CaseId& id, const std::string& action, const std::string& who,
                     const nlohmann::json& changes = nlohmann::json::object());
  model::Outcome open(const std::string& action, const std::string& who,
                      const nlohmann::json& changes = nlohmann::json::object());
  // The same as commands, for whoever writes several at once.
  model::Command acting(const model::CaseId& id, const std::string& action, const std::string& who,
                        const nlohmann::json& changes = nlohmann::json::object());
  model::Command opening(const std::string& action, const std::string& who,
                         const nlohmann::json& changes = nlohmann::json::object());
  model::Case now(const model::CaseId& id) { return **life_.reader().find(id); }

 private:
  std::string user_of(const std::string& who) const;
  model::Actor actor_of(const std::string& user, const model::CaseId& id) const;
  workflows::Value input(const std::string& action, const std::string& user, const nlohmann::json& changes);
  void resolve(nlohmann::json& value, const std::string& user);
  std::string resolved(const std::string& token, const std::string& user);
  std::string day(int from_today) const;
  void follow(model::CaseId& id, const nlohmann::json& steps);
  model::CaseId elsewhere(const nlohmann::json& place);

  std::string workflow_;
  const nlohmann::json* table_;
  workflows::DefinitionPtr definition_;
  std::string assignee_;
  int phones_ = 0;
  memory::Store store_;
  ManualClock clock_;
  SeededRandom random_{1};
  Life life_;
};

}  // namespace docket::test

#include "tests/support/machine_town.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <fstream>
#include <stdexcept>

namespace docket::test {
namespace {

using nlohmann::json;

const std::map<std::string, std::string> people = {
    {"voter", "voter-desk"},       {"clerk", "clerk-li"},          {"deputy", "deputy-wang"},
    {"mediator", "mediator-chen"}, {"handler", "handler-water-1"}, {"supervisor", "supervisor-sun"},
    {"auditor", "auditor-01"},     {"admin", "admin-zhou"},        {"system", "system"}};

}  // namespace

const json& machine_table(const std::string& workflow) {
  static std::map<std::string, json> tables;
  auto& table = tables[workflow];
  if (table.is_null())
    table = json::parse(std::ifstream(DOCKET_SOURCE_DIR "/tests/support/machines/" + workflow + ".json"));
  return table;
}

model::DirectoryPtr machine_directory() {
  static const auto directory = [] {
    auto town = std::make_shared<model::Directory>(*demo_directory());
    for (const auto* id : {"handler-water-1", "mediator-chen"}) town->users.at(model::UserId(id)).areas = {"hewan"};
    using namespace std::chrono;
    for (const auto* id : {"deputy-zhao", "mediator-08"})
      town->users.at(model::UserId(id)).absences = {{sys_days(2020y / 1 / 1), sys_days(2030y / 1 / 1)}};
    return town;
  }();
  return directory;
}

MachineTown::MachineTown(std::string workflow)
    : workflow_(std::move(workflow)),
      table_(&machine_table(workflow_)),
      definition_(shipped_catalog().find(workflow_)),
      assignee_(table_->at("assignee")),
      life_(store_, clock_, random_, {}, shipped_catalog(), machine_directory()) {}

std::string MachineTown::user_of(const std::string& who) const {
  if (who == "@assignee") return assignee_;
  const auto role = people.find(who);
  return role == people.end() ? who : role->second;
}

model::Actor MachineTown::actor_of(const std::string& user, const model::CaseId& id) const {
  if (user == "system") return {model::UserId(user), {"system"}, {}, {}, {}, false, machine_directory()->org};
  const auto* found = machine_directory()->user(model::UserId(user));
  if (found == nullptr) throw std::runtime_error("no user " + user);
  model::Actor made{found->id, found->roles, found->unit, model::TokenId("test"), {}, false, machine_directory()->org};
  if (found->holds("voter")) {
    made.only = id;
    made.intake = id.empty();
    if (!id.empty()) {
      made.unit = {};
      made.org = {};
    }
  }
  return made;
}

std::string MachineTown::day(int from_today) const {
  auto& clock = const_cast<ManualClock&>(clock_);
  return fmt::format("{:%Y-%m-%d}", workflows::local_date(clock.now()) + std::chrono::days(from_today));
}

std::string MachineTown::resolved(const std::string& token, const std::string& user) {
  if (token == "@actor") return user;
  if (token == "@assignee") return assignee_;
  if (token == "@phone") return fmt::format("100-{:08}", ++phones_);
  if (token == "@other") return elsewhere(table_->at("other")).str();
  if (token == "@ended") return elsewhere(table_->at("ended")).str();
  if (token == "@foreign") {
    const auto& place = table_->at("foreign");
    const auto& there = machine_table(place[0]);
    const auto& action = there.at("paths").at(place[1].get<std::string>())[0][0];
    model::Command command;
    command.actor = actor_of("clerk-li", {});
    auto given = there.at("inputs").at(action);
    resolve(given, user);
    command.intent = model::OpenCase{place[0], action, workflows::Value(std::move(given))};
    return accepted(life_.write(command)).subject->id.str();
  }
  std::size_t used = 0;
  const int days = std::stoi(token.substr(1), &used);
  return day(days) + token.substr(1 + used);
}

void MachineTown::resolve(json& value, const std::string& user) {
  if (value.is_string() && value.get_ref<const std::string&>().starts_with('@'))
    value = resolved(value.get<std::string>(), user);
  if (value.is_structured())
    for (auto& inner : value) resolve(inner, user);
}

workflows::Value MachineTown::input(const std::string& action, const std::string& user, const json& changes) {
  auto made = table_->at("inputs").at(action);
  for (const auto& [name, value] : changes.items()) {
    if (value.is_null()) {
      made.erase(name);
    } else {
      made[name] = value;
    }
  }
  resolve(made, user);
  return workflows::Value(std::move(made));
}

model::Command MachineTown::acting(const model::CaseId& id, const std::string& action, const std::string& who,
                                   const json& changes) {
  const auto user = user_of(who);
  model::Command command;
  command.actor = actor_of(user, id);
  command.intent = model::ActOnCase{id, action, input(action, user, changes), {}};
  return command;
}

model::Command MachineTown::opening(const std::string& action, const std::string& who, const json& changes) {
  const auto user = user_of(who);
  model::Command command;
  command.actor = actor_of(user, {});
  command.intent = model::OpenCase{workflow_, action, input(action, user, changes)};
  return command;
}

model::Outcome MachineTown::act(const model::CaseId& id, const std::string& action, const std::string& who,
                                const json& changes) {
  return life_.write(acting(id, action, who, changes));
}

model::Outcome MachineTown::open(const std::string& action, const std::string& who, const json& changes) {
  return life_.write(opening(action, who, changes));
}

void MachineTown::follow(model::CaseId& id, const json& steps) {
  for (const auto& step : steps) {
    if (step.is_string()) {
      follow(id, table_->at("paths").at(step.get<std::string>()));
    } else if (step.is_object()) {
      clock_.advance(std::chrono::days(step.at("days").get<int>()));
    } else {
      const auto changes = step.size() > 2 ? step[2] : json::object();
      const auto outcome = id.empty() ? open(step[0], step[1], changes) : act(id, step[0], step[1], changes);
      if (const auto* no = std::get_if<model::Rejection>(&outcome))
        throw std::runtime_error(
            fmt::format("{} by {}: {}", step[0].get<std::string>(), step[1].get<std::string>(), no->sentence.zh_cn));
      id = accepted(outcome).subject->id;
    }
  }
}

model::CaseId MachineTown::walk(const json& steps) {
  model::CaseId id;
  follow(id, steps);
  return id;
}

model::CaseId MachineTown::reach(const std::string& state) { return walk(table_->at("paths").at(state)); }

model::CaseId MachineTown::elsewhere(const json& place) { return reach(place.get<std::string>()); }

model::CaseId MachineTown::ready_for(const std::string& action, const std::string& state) {
  const auto place = action + "@" + state;
  const auto& special = table_->at("reach");
  auto id = special.contains(place) ? walk(special.at(place)) : reach(state);
  const auto& before = table_->at("before");
  if (before.contains(action)) follow(id, before.at(action));
  return id;
}

void MachineTown::prepare(const model::CaseId& id, const std::string& action) {
  for (const auto& step : table_->at("before").at(action))
    if (step.is_array()) act(id, step[0], step[1], step.size() > 2 ? step[2] : json::object());
}

}  // namespace docket::test

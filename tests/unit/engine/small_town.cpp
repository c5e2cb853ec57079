#include "tests/unit/engine/small_town.hpp"

#include <stdexcept>

#include "workflows/parser.hpp"

namespace docket::test {
namespace {

constexpr const char* matter = R"({
  "id": "matter", "version": 1, "label": {"zh-CN": "事项", "en": "Matter"}, "number": "（{org}）{year}-{seq}",
  "fields": {
    "title": {"title": {"zh-CN": "标题", "en": "Title"}, "type": "string", "x-personal": true},
    "area": {"title": {"zh-CN": "村", "en": "Village"}, "type": "string", "x-ref": "area"},
    "recused": {"title": {"zh-CN": "回避", "en": "Recused"}, "type": "array", "items": {"type": "string", "x-ref": "user"}}
  },
  "states": {
    "received": {"label": {"zh-CN": "收到", "en": "Received"}, "public": {"zh-CN": "收到", "en": "Received"},
                 "kind": "initial", "clock": "run"},
    "given": {"label": {"zh-CN": "交办", "en": "Given"}, "public": {"zh-CN": "交办", "en": "Given"},
              "kind": "active", "clock": "run"},
    "merged": {"label": {"zh-CN": "并案", "en": "Merged"}, "public": {"zh-CN": "并案", "en": "Merged"},
               "kind": "outcome", "clock": "stop"},
    "talked": {"label": {"zh-CN": "转调解", "en": "Talked"}, "public": {"zh-CN": "转调解", "en": "Talked"},
               "kind": "outcome", "clock": "stop"},
    "filed": {"label": {"zh-CN": "归档", "en": "Filed"}, "public": {"zh-CN": "归档", "en": "Filed"},
              "kind": "final", "clock": "stop"}
  },
  "policies": {"turns": {"label": {"zh-CN": "轮流", "en": "In turn"}, "roles": ["deputy"],
                         "steps": ["area", "least_load", "round_robin"]},
               "only_turns": {"label": {"zh-CN": "只轮流", "en": "Only in turn"}, "roles": ["deputy"],
                              "steps": ["round_robin"]}},
  "actions": {
    "open": {"label": {"zh-CN": "登记", "en": "Open"}, "event": "opened", "from": [null], "to": "received",
             "roles": ["clerk", "voter"],
             "input": {"required": ["title"], "properties": {
               "title": {"$ref": "#/fields/title"}, "area": {"$ref": "#/fields/area"},
               "accusation": {"title": {"zh-CN": "检举", "en": "Accusation"}, "type": "boolean"},
               "accused": {"title": {"zh-CN": "被检举单位", "en": "Accused"}, "type": "string", "x-ref": "unit"}}},
             "effects": [{"keep": ["title", "area"]},
                         {"protect": {"level": {"if": [{"var": "input.accusation"}, "sealed", null]},
                                      "against": {"var": "input.accused"}}}]},
    "give": {"label": {"zh-CN": "交办", "en": "Give"}, "event": "given", "from": ["received", "given"], "to": "given",
             "roles": ["clerk"],
             "input": {"properties": {"to": {"title": {"zh-CN": "承办人", "en": "To"}, "type": "string", "x-ref": "user"}}},
             "guards": ["free"],
             "effects": [{"assign": {"user": {"var": "input.to"}, "policy": "turns", "roles": ["deputy"]}}]},
    "turn": {"label": {"zh-CN": "轮到", "en": "Turn"}, "event": "given", "from": ["received", "given"], "to": "given",
             "roles": ["clerk"], "effects": [{"assign": {"policy": "only_turns", "roles": ["deputy"]}}]},
    "step_back": {"label": {"zh-CN": "回避", "en": "Step back"}, "event": "recused", "from": "open", "roles": ["deputy"],
                  "effects": [{"set": {"recused": {"merge": [{"var": ["case.data.recused", []]}, [{"var": "actor.id"}]]}}}]},
    "merge": {"label": {"zh-CN": "并案", "en": "Merge"}, "event": "merged", "from": "open", "to": "merged",
              "roles": ["clerk"],
              "input": {"required": ["master"], "properties": {
                "master": {"title": {"zh-CN": "主案", "en": "Master"}, "type": "string", "x-ref": "case"}}},
              "guards": ["master_open"],
              "effects": [{"link": {"other": {"var": "input.master"}, "relation": "merged_into"}}]},
    "unmerge": {"label": {"zh-CN": "撤销并案", "en": "Unmerge"}, "event": "unmerged", "from": ["merged"],
                "to": "@previous", "roles": ["clerk"], "effects": [{"unlink": {"relation": "merged_into"}}]},
    "talk": {"label": {"zh-CN": "转调解", "en": "Talk"}, "event": "talked", "from": "open", "to": "talked",
             "roles": ["clerk"],
             "input": {"required": ["with"], "properties": {
               "with": {"title": {"zh-CN": "对方", "en": "With"}, "type": "string", "x-personal": true,
                        "x-subject": "respondent"}}},
             "effects": [{"open": {"workflow": "talk", "action": "begin", "relation": "converted_to",
                                   "input": {"about": {"var": "case.data.title"}, "with": {"var": "input.with"}}}}]},
    "close_to": {"label": {"zh-CN": "改密级", "en": "Close to"}, "event": "levelled", "from": "*", "roles": ["clerk", "supervisor"],
                 "input": {"required": ["level"], "properties": {
                   "level": {"title": {"zh-CN": "密级", "en": "Level"}, "enum": ["internal", "confidential", "sealed"],
                             "x-labels": {"internal": {"zh-CN": "内部", "en": "Internal"},
                                          "confidential": {"zh-CN": "保密", "en": "Confidential"},
                                          "sealed": {"zh-CN": "检举", "en": "Sealed"}}},
                   "readers": {"title": {"zh-CN": "可查看", "en": "Readers"}, "type": "array",
                               "items": {"type": "string", "x-ref": "user"}}}},
                 "effects": [{"protect": {"level": {"var": "input.level"}, "readers": {"var": "input.readers"}}}]},
    "extend": {"label": {"zh-CN": "延期", "en": "Extend"}, "event": "extended", "from": "open", "roles": ["clerk"],
               "pending": {"zh-CN": "延期尚未开放。", "en": "Extensions are not open yet."}},
    "file": {"label": {"zh-CN": "归档", "en": "File"}, "event": "filed", "from": ["given", "merged", "talked"],
             "to": "filed", "roles": ["clerk"]}
  },
  "guards": {
    "free": {"when": {"or": [{"!": [{"var": "input.to"}]}, {"var": "facts.people.to.available"}]},
             "else": {"zh-CN": "承办人不在，请换一位。", "en": "They are away: choose another."}},
    "master_open": {"when": {"and": [{"var": "facts.cases.master.open"}, {"!": [{"var": "facts.cases.master.merged"}]}]},
                    "else": {"zh-CN": "主案须未办结。", "en": "The master must be open."}}
  }
})";

constexpr const char* talk = R"({
  "id": "talk", "version": 1, "label": {"zh-CN": "调解", "en": "Talk"}, "number": "（{org}）调{year}-{seq}",
  "fields": {
    "about": {"title": {"zh-CN": "事由", "en": "About"}, "type": "string", "x-personal": true},
    "with": {"title": {"zh-CN": "对方", "en": "With"}, "type": "string", "x-personal": true, "x-subject": "respondent"}
  },
  "states": {
    "begun": {"label": {"zh-CN": "开始", "en": "Begun"}, "public": {"zh-CN": "开始", "en": "Begun"},
              "kind": "initial", "clock": "run"},
    "done": {"label": {"zh-CN": "结束", "en": "Done"}, "public": {"zh-CN": "结束", "en": "Done"},
             "kind": "final", "clock": "stop"}
  },
  "actions": {
    "begin": {"label": {"zh-CN": "申请", "en": "Begin"}, "event": "begun", "from": [null], "to": "begun",
              "roles": ["mediator"],
              "input": {"required": ["about", "with"], "properties": {
                "about": {"$ref": "#/fields/about"}, "with": {"$ref": "#/fields/with"}}},
              "effects": [{"keep": ["about", "with"]}]},
    "end": {"label": {"zh-CN": "结束", "en": "End"}, "event": "ended", "from": ["begun"], "to": "done", "roles": ["mediator"]}
  }
})";

workflows::DefinitionPtr parsed(const char* text) {
  auto definition = workflows::parse_definition(json_value(text), workflows::Value::object());
  if (definition) return *definition;
  std::string problems;
  for (const auto& problem : definition.error()) problems += problem.pointer + ": " + problem.sentence.en + "\n";
  throw std::runtime_error(problems);
}

model::User user(const std::string& id, std::vector<std::string> roles, const std::string& unit = "") {
  model::User made;
  made.id = model::UserId(id);
  made.name = id;
  made.roles = std::move(roles);
  made.unit = model::UnitId(unit);
  return made;
}

}  // namespace

workflows::Catalog small_machines() { return workflows::Catalog({parsed(matter), parsed(talk)}); }

model::Directory small_directory() {
  model::Directory town;
  town.org = model::OrgId("town");
  town.short_name = "小镇";
  town.units.emplace(model::UnitId("water"), model::Unit{model::UnitId("water"), {"水利站", "Water"}, {}});
  town.units.emplace(model::UnitId("studio"), model::Unit{model::UnitId("studio"), {"调解室", "Studio"}, {"talk"}});
  for (const auto* area : {"hewan", "maqiao"}) town.areas.emplace(area, model::Area{area, {area, area}});
  town.sealed_readers = {model::UserId("supervisor"), model::UserId("deputy-a")};
  for (auto one :
       {user("clerk", {"clerk"}), user("supervisor", {"supervisor"}), user("admin", {"admin"}),
        user("auditor", {"auditor"}), user("handler", {"handler"}, "water"), user("mediator", {"mediator"}, "studio"),
        user("deputy-a", {"deputy"}), user("deputy-b", {"deputy"}), user("deputy-c", {"deputy"})}) {
    if (one.id.str() == "deputy-a" || one.id.str() == "deputy-b") one.areas = {"hewan"};
    town.users.emplace(one.id, one);
  }
  return town;
}

model::Actor SmallTown::person(const std::string& id) const {
  const auto& user = *directory_->user(model::UserId(id));
  return {user.id, user.roles, user.unit, model::TokenId("test"), {}, false, directory_->org};
}

Life& SmallTown::life() {
  if (life_ == nullptr)
    life_ = std::make_unique<Life>(store_, clock_, random_, partition::WriterOptions{}, machines_, directory_);
  return *life_;
}

model::Outcome SmallTown::opens(const std::string& user, const std::string& input) {
  model::Command command;
  command.actor = person(user);
  command.intent = model::OpenCase{"matter", "open", json_value(input)};
  return life().write(command);
}

model::CaseId SmallTown::opened(const std::string& user) { return accepted(opens(user)).subject->id; }

model::Outcome SmallTown::does(const model::CaseId& id, const std::string& user, const std::string& action,
                               const std::string& input) {
  model::Command command;
  command.actor = person(user);
  command.intent = model::ActOnCase{id, action, json_value(input), {}};
  return life().write(command);
}

void SmallTown::TearDown() {
  const auto verified = index::verify(store_, [](std::uint64_t) {});
  ASSERT_TRUE(verified);
  EXPECT_TRUE(verified->findings.empty()) << verified->findings.front();
}

}  // namespace docket::test

// The published description of case events, beside the events that the engine really makes.
#include "engine/journal/asyncapi.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "adapters/memory/store.hpp"
#include "engine/journal/codec.hpp"
#include "engine/journal/event_schema.hpp"
#include "tests/support/township.hpp"
#include "tests/unit/workflows/json_schema.hpp"

namespace docket::journal {
namespace {

using nlohmann::json;

json document() { return json::parse(asyncapi(test::shipped_catalog(), "county.case-events")); }

bool fits(const std::string& word, const json& data) {
  const auto makers = makers_of(test::shipped_catalog());
  return workflows::JsonSchema(data_schema(makers.at(word)).json()).accepts(data);
}

class CaseEventSchema : public testing::Test {
 protected:
  void SetUp() override {
    opened_ = test::accepted(life_.write(test::open_case()));
    id_ = opened_.subject->id;
  }
  model::Accepted does(const std::string& user, const std::string& action, const std::string& input = "{}") {
    return test::accepted(life_.write(test::act(id_, action, user, input)));
  }
  json opened() const { return json::parse(opened_.data); }

  memory::Store store_;
  test::ManualClock clock_;
  test::SeededRandom random_{1};
  test::Life life_{store_, clock_, random_};
  model::Accepted opened_;
  model::CaseId id_;
};

TEST_F(CaseEventSchema, fits_every_event_of_a_walk) {
  const std::vector<model::Accepted> walk = {
      opened_,
      does("clerk-li", "assign", R"({"assignee":"deputy-wang"})"),
      does("deputy-wang", "resolve", R"({"reply":"已修好","result":"solved"})"),
      does("clerk-li", "rate", R"({"rating":"unsatisfied"})"),
      does("supervisor-sun", "reopen", R"({"reason":"没有解决"})"),
      does("clerk-li", "note", R"({"text":"已电话联系"})"),
      does("admin-zhou", "redact", R"({"subject":"petitioner","legal_basis":"个人信息保护法第四十七条"})"),
  };
  for (const auto& step : walk) EXPECT_TRUE(fits(step.event.name, json::parse(step.data))) << step.data;
}

TEST_F(CaseEventSchema, names_every_member_that_the_codec_writes) {
  model::CaseEvent full{
      .workflow = {"opinion-basic", 1, "abc"},
      .action = "assign",
      .from = "received",
      .to = "assigned",
      .cycle = 2,
      .number = "1号",
      .reopens = true,
      .released = true,
      .ended = true,
      .input = workflows::Value::object(),
      .set = workflows::Value::object(),
      .assigned = model::Assignment{model::UserId("deputy-wang"),
                                    model::UnitId("studio"),
                                    {model::UserId("deputy-zhao")},
                                    "按姓名",
                                    model::Turn{"handling", 0, 1}},
      .protection = model::Protection{model::Level::sealed, {model::UserId("supervisor-sun")}, model::UnitId("water")},
      .links = {{"related", model::CaseId("case_1")}},
      .unlinks = {{"related", model::CaseId("case_1")}},
      .erased = {"petitioner"}};
  model::Event event;
  event.data = full;
  const auto data = json::parse(encode_data(event));
  const auto schema = data_schema({}).json();
  for (const auto& [name, value] : data.items()) {
    EXPECT_TRUE(schema["properties"].contains(name)) << name;
    for (const auto& [inner, ignored] : value.items())
      if (value.is_object()) EXPECT_TRUE(schema["properties"][name]["properties"].contains(inner)) << name << inner;
  }
}

TEST_F(CaseEventSchema, refuses_a_personal_value_in_clear) {
  for (const auto* member : {"input", "set"}) {
    auto data = opened();
    ASSERT_TRUE(fits("opened", data));
    data[member]["title"] = "路灯不亮";
    EXPECT_FALSE(fits("opened", data)) << member;
  }
}

TEST_F(CaseEventSchema, refuses_a_state_that_the_action_does_not_enter) {
  auto data = opened();
  data["to"] = "closed";
  EXPECT_FALSE(fits("opened", data));
}

TEST_F(CaseEventSchema, leaves_the_forms_of_an_earlier_version_alone) {
  auto data = opened();
  data["workflow"]["version"] = 99;
  data["input"] = {{"other", 1}};
  EXPECT_TRUE(fits("opened", data));
  data.erase("to");
  EXPECT_FALSE(fits("opened", data));
}

TEST(AsyncApi, an_opening_may_say_which_row_of_a_ledger_it_came_from) {
  int openings = 0;
  for (const auto& [word, makers] : makers_of(test::shipped_catalog()))
    for (const auto& maker : makers) {
      if (!maker.action->from.nothing || !maker.definition->fields.json().contains("ledger_row")) continue;
      const auto made = data_schema({maker}).json()["allOf"][0]["then"]["properties"];
      EXPECT_TRUE(made["set"]["properties"].contains("ledger_row")) << maker.action->id;
      ++openings;
    }
  EXPECT_GT(openings, 0);
}

TEST(AsyncApi, has_one_message_per_event_word_of_the_loaded_definitions) {
  const auto made = document();
  std::set<std::string> words;
  for (const auto& [id, definition] : test::shipped_catalog().all())
    for (const auto& action : definition->actions) words.insert(action.event);
  words.insert(
      {"code_issued", "linked", "unlinked", "member_added", "member_moved", "member_removed"});  // the engine's own
  std::set<std::string> described;
  for (const auto& [word, message] : made["components"]["messages"].items()) {
    EXPECT_EQ(message["name"], "docket.case." + word + ".v1");
    EXPECT_TRUE(made["channels"]["case-events"]["messages"].contains(word));
    described.insert(word);
  }
  EXPECT_EQ(described, words);
}

TEST(AsyncApi, names_the_topic_that_an_operator_chose) {
  EXPECT_EQ(document()["channels"]["case-events"]["address"], "county.case-events");
}

}  // namespace
}  // namespace docket::journal

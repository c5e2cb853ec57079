// What we ship loads, is described by the schemas we ship, and means what it should.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/workflows/json_schema.hpp"
#include "tests/unit/workflows/minimal_definition.hpp"
#include "workflows/catalog.hpp"

namespace docket::workflows {
namespace {

using nlohmann::json;

class OpinionBasic : public testing::Test {
 protected:
  void SetUp() override {
    auto loaded = load_definition("config/workflows/opinion-basic.json");
    ASSERT_TRUE(loaded) << loaded.error()[0].problem.pointer << loaded.error()[0].problem.sentence.en;
    definition = *loaded;
  }

  bool holds(const char* guard, const char* data) {
    const auto scope = json::parse(data);
    const auto result = definition->guards.at(guard).when.holds({.data = scope});
    EXPECT_TRUE(result) << guard << ": " << (result ? "" : result.error().en);
    return result.value_or(false);
  }

  DefinitionPtr definition;
};

TEST_F(OpinionBasic, walks_from_received_to_closed) {
  ASSERT_EQ(definition->states.size(), 6u);
  const auto to = [&](const char* action) { return definition->action(action)->to.state; };
  EXPECT_EQ(to("open"), "received");
  EXPECT_EQ(to("assign"), "assigned");
  EXPECT_EQ(to("refer"), "at_studio");
  EXPECT_EQ(to("resolve"), "resolved");
  EXPECT_EQ(to("rate"), "feedback");
  EXPECT_EQ(to("close"), "closed");
  EXPECT_EQ(to("reopen"), "received");
  EXPECT_NE(definition->action("note"), nullptr);
  EXPECT_EQ(definition->deadlines.size(), 2u);
}

TEST_F(OpinionBasic, guards_every_step) {
  for (const auto* action : {"open", "assign", "refer", "resolve", "rate", "close", "reopen"})
    EXPECT_FALSE(definition->action(action)->guards.empty()) << action;
}

TEST_F(OpinionBasic, takes_an_opinion_only_with_a_contact_or_anonymously) {
  EXPECT_TRUE(holds("has_contact", R"({"input": {"contact": {"$personal": "petitioner/1/contact"}}})"));
  EXPECT_TRUE(holds("has_contact", R"({"input": {"anonymous": true}})"));
  EXPECT_FALSE(holds("has_contact", R"({"input": {"anonymous": false}})"));
  EXPECT_FALSE(holds("has_contact", R"({"input": {}})"));
}

TEST_F(OpinionBasic, does_not_assign_a_matter_to_whoever_registered_it) {
  EXPECT_TRUE(holds("assignee_not_registrar", R"({"input": {"assignee": "b"}, "case": {"opened_by": "a"}})"));
  EXPECT_FALSE(holds("assignee_not_registrar", R"({"input": {"assignee": "a"}, "case": {"opened_by": "a"}})"));
}

TEST_F(OpinionBasic, refers_disputes_only) {
  EXPECT_TRUE(holds("is_dispute", R"({"case": {"data": {"kind": "dispute"}}})"));
  EXPECT_FALSE(holds("is_dispute", R"({"case": {"data": {"kind": "opinion"}}})"));
}

TEST_F(OpinionBasic, is_answered_by_the_assignee_the_mediator_or_the_unit) {
  EXPECT_TRUE(holds("actor_is_assignee", R"({"actor": {"id": "a"}, "case": {"assignee": "a", "data": {}}})"));
  EXPECT_TRUE(holds("actor_is_assignee",
                    R"({"actor": {"id": "m", "unit": "x"}, "case": {"unit": "studio", "data": {"mediator": "m"}}})"));
  EXPECT_TRUE(holds("actor_is_assignee",
                    R"({"actor": {"id": "m", "unit": "studio"}, "case": {"unit": "studio", "data": {}}})"));
  EXPECT_FALSE(holds("actor_is_assignee",
                     R"({"actor": {"id": "z", "unit": null}, "case": {"assignee": "a", "unit": null, "data": {}}})"));
}

TEST_F(OpinionBasic, is_not_rated_by_its_assignee) {
  EXPECT_FALSE(holds("actor_not_assignee", R"({"actor": {"id": "a"}, "case": {"assignee": "a", "data": {}}})"));
  EXPECT_TRUE(holds("actor_not_assignee", R"({"actor": {"id": "v"}, "case": {"assignee": "a", "data": {}}})"));
}

TEST_F(OpinionBasic, is_reopened_at_most_twice_and_then_closed) {
  const auto rated = [](const char* rating, int cycle) {
    return json{{"case", {{"cycle", cycle}, {"data", {{"rating", rating}}}}}}.dump();
  };
  EXPECT_TRUE(holds("may_close", rated("satisfied", 1).c_str()));
  EXPECT_TRUE(holds("may_close", rated("mostly", 1).c_str()));
  EXPECT_FALSE(holds("may_close", rated("unsatisfied", 1).c_str()));
  EXPECT_FALSE(holds("may_close", rated("unsatisfied", 2).c_str()));
  EXPECT_TRUE(holds("may_close", rated("unsatisfied", 3).c_str()));
  EXPECT_TRUE(holds("reopen_left", rated("unsatisfied", 2).c_str()));
  EXPECT_FALSE(holds("reopen_left", rated("unsatisfied", 3).c_str()));
  EXPECT_FALSE(holds("rated_unsatisfied", rated("mostly", 1).c_str()));
}

TEST_F(OpinionBasic, lets_an_administrator_destroy_personal_values_in_any_state) {
  const auto* redact = definition->action("redact");
  ASSERT_NE(redact, nullptr);
  EXPECT_EQ(redact->roles, std::vector<std::string>{"admin"});
  EXPECT_TRUE(redact->from.any);
  EXPECT_FALSE(redact->input.has_personal());
  EXPECT_TRUE(std::holds_alternative<EraseEffect>(redact->effects.at(0)));
  EXPECT_EQ(listing(redact->input.check(Value(json{{"subject", "petitioner"}, {"legal_basis", "第四十七条"}}))), "");
  EXPECT_NE(listing(redact->input.check(Value(json{{"subject", "petitioner"}}))), "");
}

TEST_F(OpinionBasic, cuts_everything_a_petitioner_writes_about_themselves) {
  const Value input(json::parse(R"({"kind": "opinion", "title": "路灯坏了", "content": "村口路灯坏了三天",
    "area": "hewan", "category": "power", "petitioner": {"name": "王建国", "address": "一组"}, "contact": "138"})"));
  const auto& form = definition->action("open")->input;
  EXPECT_EQ(listing(form.check(input)), "");
  const auto [kept, personal] = form.cut(input, 1);
  EXPECT_EQ(personal.size(), 5u);
  for (const auto* value : {"路灯", "王建国", "一组", "138"}) EXPECT_EQ(kept.dump().find(value), std::string::npos);
  EXPECT_EQ(kept.json()["area"], "hewan");
}

TEST(Shipped, loads_as_a_whole) {
  const auto catalog = Catalog::load("config/workflows");
  ASSERT_TRUE(catalog) << catalog.error()[0].file << catalog.error()[0].problem.pointer;
  EXPECT_NE(catalog->find("opinion-basic"), nullptr);
}

TEST(SchemaForEditors, describes_what_is_shipped) {
  const JsonSchema schema(read_json("config/schemas/workflow.schema.json"));
  EXPECT_TRUE(schema.accepts(read_json("config/workflows/opinion-basic.json")));
  EXPECT_TRUE(schema.accepts(minimal_definition()));
}

TEST(SchemaForEditors, describes_the_shared_parts) {
  auto text = read_json("config/schemas/common.schema.json").dump();
  const std::string other = "workflow.schema.json#";
  for (auto at = text.find(other); at != std::string::npos; at = text.find(other)) text.replace(at, other.size(), "#");
  auto schema = json::parse(text);
  schema["$defs"] = read_json("config/schemas/workflow.schema.json")["$defs"];
  EXPECT_TRUE(JsonSchema(schema).accepts(read_json("config/workflows/common.json")));
  EXPECT_TRUE(JsonSchema(schema).accepts(read_json("tests/unit/workflows/drafts/common.json")));
  EXPECT_FALSE(JsonSchema(schema).accepts(json{{"states", 1}}));
}

TEST(SchemaForEditors, underlines_typos_at_every_level) {
  const JsonSchema schema(read_json("config/schemas/workflow.schema.json"));
  for (const auto* place :
       {"/colour", "/label/de", "/states/new/colour", "/actions/ask/form", "/guards/ranked/if", "/fields/title/anyOf",
        "/actions/open/effects/0/shout", "/deadlines/answer/amount", "/deadlines/answer/start/0/leave"}) {
    auto document = minimal_definition();
    document[json::json_pointer(place)] = 1;
    EXPECT_FALSE(schema.accepts(document)) << place;
  }
}

}  // namespace
}  // namespace docket::workflows

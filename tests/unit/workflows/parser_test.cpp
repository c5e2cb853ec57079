#include "workflows/parser.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/workflows/minimal_definition.hpp"

namespace docket::workflows {
namespace {

using nlohmann::json;

DefinitionPtr parsed(const json& document, const json& common = {}) {
  auto definition = parse_definition(Value(json(document)), Value(json(common)));
  EXPECT_TRUE(definition) << (definition ? "" : listing(definition.error()));
  return definition ? *definition : nullptr;
}

std::string hash_with(const char* patch, const char* common_patch = "[]") {
  return parsed(minimal_definition().patch(json::parse(patch)), minimal_common().patch(json::parse(common_patch)))
      ->hash;
}

TEST(Parser, reads_states_in_the_order_of_a_case_and_knows_what_leaves_them) {
  const auto definition = parsed(minimal_definition());
  ASSERT_EQ(definition->states.size(), 3u);
  EXPECT_EQ(definition->states[0].id, "new");
  EXPECT_EQ(definition->states[2].id, "done");
  const auto& finish = *definition->action("finish");
  EXPECT_TRUE(definition->leaves(finish, definition->state("new")));
  EXPECT_FALSE(definition->leaves(finish, definition->state("asked")));
  EXPECT_FALSE(definition->leaves(finish, nullptr));
  EXPECT_TRUE(definition->leaves(*definition->action("open"), nullptr));
  EXPECT_EQ(definition->action("shout"), nullptr);
}

TEST(Parser, lets_open_leave_states_whose_clock_runs_or_pauses) {
  auto document = minimal_definition();
  document["actions"]["note"] = {
      {"label", {{"zh-CN", "记录"}, {"en", "Note"}}}, {"event", "noted"}, {"from", "open"}, {"roles", {"clerk"}}};
  const auto definition = parsed(document);
  const auto& note = *definition->action("note");
  EXPECT_TRUE(definition->leaves(note, definition->state("new")));
  EXPECT_TRUE(definition->leaves(note, definition->state("asked")));
  EXPECT_FALSE(definition->leaves(note, definition->state("done")));
  EXPECT_FALSE(definition->leaves(note, nullptr));
  EXPECT_EQ(note.to.kind, TargetKind::same);
}

TEST(Parser, puts_the_schema_of_a_field_into_the_form) {
  const auto definition = parsed(minimal_definition());
  const auto& schema = definition->action("open")->input.schema().json();
  EXPECT_EQ(schema["properties"]["title"]["type"], "string");
  EXPECT_EQ(schema["properties"]["title"]["title"]["zh-CN"], "标题");
  EXPECT_EQ(schema["additionalProperties"], false);
}

TEST(Parser, reads_every_effect) {
  auto document = minimal_definition();
  document["actions"]["ask"]["effects"] = json::parse(R"([
    {"set": {"rank": "low"}}, {"assign": {"unit": "studio"}}, {"reopen": true},
    {"open": {"workflow": "dispute", "action": "apply", "relation": "derived_from",
              "input": {"title": {"var": "case.data.title"}}}},
    {"link": {"other": {"var": "case.id"}, "relation": "related"}}, {"erase": {"subject": "case"}}])");
  const auto definition = parsed(document);
  const auto& effects = definition->action("ask")->effects;
  ASSERT_EQ(effects.size(), 6u);
  EXPECT_EQ(std::get<SetEffect>(effects[0]).fields[0].first, "rank");
  EXPECT_TRUE(std::get<AssignEffect>(effects[1]).unit);
  EXPECT_FALSE(std::get<AssignEffect>(effects[1]).user);
  EXPECT_TRUE(std::holds_alternative<ReopenEffect>(effects[2]));
  EXPECT_EQ(std::get<OpenEffect>(effects[3]).workflow, "dispute");
  EXPECT_EQ(std::get<LinkEffect>(effects[4]).relation.source().json(), "related");
  EXPECT_EQ(std::get<EraseEffect>(effects[5]).subject.source().json(), "case");
}

TEST(Parser, merges_what_is_included_with_the_guards_it_needs_and_nothing_else) {
  auto document = minimal_definition();
  document["include"] = {"note"};
  const auto definition = parsed(document, minimal_common());
  EXPECT_NE(definition->action("note"), nullptr);
  EXPECT_TRUE(definition->guards.contains("staff"));
  EXPECT_FALSE(definition->guards.contains("idle"));
  EXPECT_TRUE(definition->profiles.empty());
}

TEST(Parser, includes_with_a_star_only_what_fits_the_states) {
  auto document = minimal_definition();
  document["include"] = "*";
  const auto definition = parsed(document, minimal_common());
  EXPECT_NE(definition->action("note"), nullptr);
  EXPECT_EQ(definition->action("unmerge"), nullptr);
}

TEST(Parser, merges_due_profiles_where_a_deadline_asks_for_them) {
  auto document = minimal_definition();
  document["deadlines"]["answer"]["profile"] = true;
  const auto definition = parsed(document, minimal_common());
  ASSERT_EQ(definition->profiles.size(), 1u);
  EXPECT_EQ(definition->profiles[0].match.at("rank"), "high");
}

TEST(Parser, hashes_the_resolved_form) {
  const auto hash = hash_with("[]");
  EXPECT_EQ(hash.size(), 64u);
  EXPECT_EQ(hash_with(R"([{"op":"add","path":"/$schema","value":"x"}])"), hash);
  EXPECT_NE(hash_with(R"([{"op":"replace","path":"/version","value":2}])"), hash);
  const char* include = R"([{"op":"add","path":"/include","value":["note"]}])";
  const auto with_note = hash_with(include);
  EXPECT_NE(with_note, hash);
  EXPECT_NE(hash_with(include, R"([{"op":"replace","path":"/actions/note/event","value":"noticed"}])"), with_note);
  EXPECT_EQ(hash_with(include, R"([{"op":"replace","path":"/guards/idle/when","value":false}])"), with_note);
}

TEST(Parser, reads_its_own_resolved_form_back_to_the_same_hash) {
  auto document = minimal_definition();
  document["include"] = "*";
  const auto definition = parsed(document, minimal_common());
  auto stored = parse_untrusted(definition->resolved.dump());
  ASSERT_TRUE(stored);
  const auto again = parse_resolved(*stored);
  ASSERT_TRUE(again) << listing(again.error());
  EXPECT_EQ((*again)->hash, definition->hash);
  EXPECT_EQ((*again)->actions.size(), definition->actions.size());
}

TEST(Parser, survives_values_of_the_wrong_kind_anywhere) {
  const auto document = minimal_definition();
  const auto places = document.flatten();
  for (const auto& [pointer, leaf] : places.items())
    for (const json& wrong : {json(nullptr), json(7), json("zzz"), json::array({nullptr}), json::object({{"a", 1}})}) {
      auto broken = document;
      for (json::json_pointer place(pointer); !place.empty(); place = place.parent_pointer()) {
        broken = document;
        broken[place] = wrong;
        auto definition = parse_definition(Value(json(broken)), Value(broken));
        if (!definition) {
          EXPECT_FALSE(definition.error().empty());
        }
      }
    }
}

TEST(Parser, refuses_what_is_no_object) {
  for (const json& document : {json(nullptr), json(1), json::array()})
    EXPECT_FALSE(parse_definition(Value(json(document)), Value()));
}

TEST(CommonCheck, finds_unknown_members_and_bad_guards) {
  EXPECT_TRUE(check_common(Value(minimal_common())).empty());
  auto common = minimal_common();
  common["states"] = json::object();
  common["guards"]["staff"].erase("else");
  const auto problems = check_common(Value(common));
  EXPECT_TRUE(speaks_of(problems, "/states"));
  EXPECT_TRUE(speaks_of(problems, "/guards/staff"));
}

}  // namespace
}  // namespace docket::workflows

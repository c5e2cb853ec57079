// One broken definition per kind of mistake. The names are the mistakes.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/workflows/minimal_definition.hpp"
#include "workflows/parser.hpp"

namespace docket::workflows {
namespace {

struct Mistake {
  const char* name;
  const char* patch;
  const char* pointer;  // where the author is told to look
};

void PrintTo(const Mistake& mistake, std::ostream* out) { *out << mistake.name; }

class Linter : public testing::TestWithParam<Mistake> {};

TEST_P(Linter, refuses_with_a_pointer_and_two_sentences) {
  const auto problems = problems_after(GetParam().patch);
  ASSERT_FALSE(problems.empty()) << "the definition was accepted";
  EXPECT_TRUE(speaks_of(problems, GetParam().pointer)) << listing(problems);
  for (const auto& problem : problems) {
    EXPECT_FALSE(problem.sentence.zh_cn.empty());
    EXPECT_FALSE(problem.sentence.en.empty());
  }
}

const Mistake shape_mistakes[] = {
    {"unknown_member_of_the_document", R"([{"op":"add","path":"/colour","value":1}])", "/colour"},
    {"unknown_member_of_a_state", R"([{"op":"add","path":"/states/new/colour","value":1}])", "/states/new/colour"},
    {"unknown_member_of_an_action", R"([{"op":"add","path":"/actions/ask/form","value":{}}])", "/actions/ask/form"},
    {"unknown_member_of_a_guard", R"([{"op":"add","path":"/guards/ranked/if","value":1}])", "/guards/ranked/if"},
    {"unknown_member_of_a_deadline", R"([{"op":"add","path":"/deadlines/answer/amount","value":3}])",
     "/deadlines/answer/amount"},
    {"missing_id", R"([{"op":"remove","path":"/id"}])", ""},
    {"bad_id", R"([{"op":"replace","path":"/id","value":"Tiny Flow"}])", "/id"},
    {"bad_state_id", R"([{"op":"copy","from":"/states/done","path":"/states/Done"}])", "/states/Done"},
    {"version_zero", R"([{"op":"replace","path":"/version","value":0}])", "/version"},
    {"missing_version", R"([{"op":"remove","path":"/version"}])", ""},
    {"label_without_english", R"([{"op":"remove","path":"/label/en"}])", "/label"},
    {"empty_chinese_label", R"([{"op":"replace","path":"/actions/ask/label/zh-CN","value":""}])",
     "/actions/ask/label/zh-CN"},
    {"state_without_public_label", R"([{"op":"remove","path":"/states/new/public"}])", "/states/new"},
    {"unknown_kind", R"([{"op":"replace","path":"/states/new/kind","value":"start"}])", "/states/new/kind"},
    {"unknown_clock", R"([{"op":"replace","path":"/states/new/clock","value":"tick"}])", "/states/new/clock"},
    {"states_as_a_list", R"([{"op":"replace","path":"/states","value":[]}])", "/states"},
    {"event_with_a_dash", R"([{"op":"replace","path":"/actions/ask/event","value":"was-asked"}])",
     "/actions/ask/event"},
    {"from_nowhere", R"([{"op":"replace","path":"/actions/ask/from","value":[]}])", "/actions/ask/from"},
    {"no_roles", R"([{"op":"replace","path":"/actions/ask/roles","value":[]}])", "/actions/ask/roles"},
    {"number_without_sequence", R"([{"op":"replace","path":"/number","value":"{org}-{year}"}])", "/number"},
    {"rule_with_unknown_operator", R"([{"op":"replace","path":"/guards/ranked/when","value":{"call":[1]}}])",
     "/guards/ranked/when/call"},
    {"effect_with_two_verbs",
     R"([{"op":"replace","path":"/actions/open/effects/0","value":{"keep":["title"],"reopen":true}}])",
     "/actions/open/effects/0"},
    {"assign_to_nobody", R"([{"op":"add","path":"/actions/ask/effects","value":[{"assign":{}}]}])",
     "/actions/ask/effects/0/assign"},
    {"unknown_keyword_in_a_field", R"([{"op":"add","path":"/fields/title/anyOf","value":[]}])", "/fields/title/anyOf"},
    {"unknown_keyword_in_an_input",
     R"([{"op":"add","path":"/actions/open/input/properties/extra","value":{"type":"integer","if":{}}}])",
     "/actions/open/input/properties/extra/if"},
    {"ref_to_a_missing_field",
     R"([{"op":"replace","path":"/actions/open/input/properties/rank/$ref","value":"#/fields/rang"}])",
     "/actions/open/input/properties/rank/$ref"},
    {"ref_with_company", R"([{"op":"add","path":"/actions/open/input/properties/rank/type","value":"string"}])",
     "/actions/open/input/properties/rank/$ref"},
    {"required_but_not_a_member", R"([{"op":"add","path":"/actions/open/input/required/-","value":"area"}])",
     "/actions/open/input/required/1"},
    {"duration_without_unit", R"([{"op":"replace","path":"/deadlines/answer/within","value":"3"}])",
     "/deadlines/answer/within"},
    {"moment_above_the_whole", R"([{"op":"add","path":"/deadlines/answer/yellow","value":"180%"}])",
     "/deadlines/answer/yellow"},
    {"reminder_at_no_moment", R"([{"op":"add","path":"/deadlines/answer/remind","value":["soon"]}])",
     "/deadlines/answer/remind/0"},
    {"deadline_without_basis", R"([{"op":"remove","path":"/deadlines/answer/basis"}])", "/deadlines/answer"},
    {"trigger_of_two_kinds",
     R"([{"op":"replace","path":"/deadlines/answer/start/0","value":{"enter":"asked","event":"asked"}}])",
     "/deadlines/answer/start/0"},
    {"include_of_a_missing_action", R"([{"op":"add","path":"/include","value":["noet"]}])", "/include/0"},
    {"include_of_a_defined_action",
     R"([{"op":"add","path":"/include","value":["note"]},{"op":"copy","from":"/actions/ask","path":"/actions/note"}])",
     "/include/0"},
};

const Mistake meaning_mistakes[] = {
    {"no_opening_action", R"([{"op":"replace","path":"/actions/open/from","value":["new"]}])", "/actions"},
    {"opening_action_stays", R"([{"op":"remove","path":"/actions/open/to"}])", "/actions/open/to"},
    {"unreachable_state", R"([{"op":"copy","from":"/states/done","path":"/states/lost"}])", "/states/lost"},
    {"dead_end", R"([{"op":"replace","path":"/actions/answer/from","value":["new"]}])", "/states/asked"},
    {"final_state_left", R"([{"op":"replace","path":"/actions/answer/from","value":["asked","done"]}])",
     "/states/done/kind"},
    {"from_a_missing_state", R"([{"op":"add","path":"/actions/ask/from/-","value":"old"}])", "/actions/ask/from/1"},
    {"to_a_missing_state", R"([{"op":"replace","path":"/actions/ask/to","value":"aksed"}])", "/actions/ask/to"},
    {"unknown_role", R"([{"op":"add","path":"/actions/ask/roles/-","value":"mayor"}])", "/actions/ask/roles/1"},
    {"opening_action_erases", R"([{"op":"add","path":"/actions/open/effects/-","value":{"erase":{"subject":"case"}}}])",
     "/actions/open/effects/1/erase"},
    {"erases_whom_the_form_does_not_name",
     R"([{"op":"add","path":"/actions/ask/effects","value":[{"erase":{"subject":{"var":"input.whom"}}}]}])",
     "/actions/ask/effects/0/erase/subject"},
    {"unknown_role_of_an_assignee",
     R"([{"op":"add","path":"/actions/ask/effects","value":[{"assign":{"user":"a","roles":["mayor"]}}]}])",
     "/actions/ask/effects/0/assign/roles/0"},
    {"missing_guard", R"([{"op":"add","path":"/actions/ask/guards","value":["rankt"]}])", "/actions/ask/guards/0"},
    {"unused_guard", R"([{"op":"copy","from":"/guards/ranked","path":"/guards/idle"}])", "/guards/idle"},
    {"guard_reads_a_missing_field",
     R"([{"op":"replace","path":"/guards/ranked/when","value":{"var":"case.data.rang"}}])", "/guards/ranked/when"},
    {"guard_reads_a_missing_input", R"([{"op":"replace","path":"/guards/ranked/when","value":{"var":"input.rank"}}])",
     "/guards/ranked/when"},
    {"guard_reads_an_unknown_root", R"([{"op":"replace","path":"/guards/ranked/when","value":{"var":"csae.id"}}])",
     "/guards/ranked/when"},
    {"guard_reads_the_history_of_a_missing_action",
     R"([{"op":"replace","path":"/guards/ranked/when","value":{"var":"history.aks.count"}}])", "/guards/ranked/when"},
    {"effect_reads_a_missing_input",
     R"([{"op":"add","path":"/actions/ask/effects","value":[{"set":{"rank":{"var":"input.rank"}}}]}])",
     "/actions/ask/effects/0/set/rank"},
    {"set_of_a_missing_field", R"([{"op":"add","path":"/actions/ask/effects","value":[{"set":{"rang":"low"}}]}])",
     "/actions/ask/effects/0/set/rang"},
    {"keep_of_what_is_no_input", R"([{"op":"add","path":"/actions/ask/effects","value":[{"keep":["rank"]}]}])",
     "/actions/ask/effects/0/keep/0"},
    {"text_that_does_not_say_whether_it_is_personal", R"([{"op":"remove","path":"/fields/title/x-personal"}])",
     "/fields/title"},
    {"input_text_that_does_not_say",
     R"([{"op":"add","path":"/actions/ask/input","value":{"properties":{"q":{"type":"string",
         "title":{"zh-CN":"问","en":"Q"}}}}}])",
     "/actions/ask/input/properties/q"},
    {"open_object_that_is_not_personal",
     R"([{"op":"add","path":"/fields/bag","value":{"type":"object","additionalProperties":true,
         "title":{"zh-CN":"袋","en":"Bag"}}}])",
     "/fields/bag/additionalProperties"},
    {"choice_without_label", R"([{"op":"remove","path":"/fields/rank/x-labels/high"}])", "/fields/rank/x-labels"},
    {"field_without_title", R"([{"op":"remove","path":"/fields/rank/title"}])", "/fields/rank"},
    {"deadline_that_cannot_stop", R"([{"op":"replace","path":"/deadlines/answer/stop","value":[]}])",
     "/deadlines/answer/stop"},
    {"deadline_that_cannot_start", R"([{"op":"replace","path":"/deadlines/answer/start","value":[]}])",
     "/deadlines/answer/start"},
    {"deadline_of_a_missing_state", R"([{"op":"replace","path":"/deadlines/answer/start/0/enter","value":"old"}])",
     "/deadlines/answer/start/0"},
    {"deadline_of_a_missing_event", R"([{"op":"replace","path":"/deadlines/answer/stop/0/event","value":"sung"}])",
     "/deadlines/answer/stop/0"},
    {"deadline_without_length", R"([{"op":"remove","path":"/deadlines/answer/within"}])", "/deadlines/answer"},
    {"deadline_due_in_a_missing_field", R"([{"op":"add","path":"/deadlines/answer/due_field","value":"due"}])",
     "/deadlines/answer/due_field"},
    {"deadline_per_missing_item", R"([{"op":"add","path":"/deadlines/answer/per_item","value":"items"}])",
     "/deadlines/answer/per_item"},
    {"deadline_paused_in_a_missing_state", R"([{"op":"add","path":"/deadlines/answer/pause_in","value":["zz"]}])",
     "/deadlines/answer/pause_in/0"},
    {"breach_takes_a_missing_action",
     R"([{"op":"add","path":"/deadlines/answer/on_breach","value":{"action":"shout"}}])",
     "/deadlines/answer/on_breach/action"},
    {"breach_takes_an_action_that_system_may_not",
     R"([{"op":"add","path":"/deadlines/answer/on_breach","value":{"action":"ask"}}])",
     "/deadlines/answer/on_breach/action"},
    {"extension_nobody_approves", R"([{"op":"add","path":"/deadlines/answer/extend","value":{"by":"3wd"}}])",
     "/deadlines/answer/extend"},
    {"profile_matches_a_missing_field",
     R"([{"op":"add","path":"/deadlines/answer/profile","value":true},
         {"op":"move","from":"/fields/rank","path":"/fields/grade"}])",
     "/profiles/0/match/rank"},
};

std::string name_of(const testing::TestParamInfo<Mistake>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Shape, Linter, testing::ValuesIn(shape_mistakes), name_of);
INSTANTIATE_TEST_SUITE_P(Meaning, Linter, testing::ValuesIn(meaning_mistakes), name_of);

TEST(Lint, finds_nothing_in_a_good_definition) { EXPECT_EQ(listing(problems_after("[]")), ""); }

TEST(Lint, reports_mistakes_of_every_kind_at_once) {
  const auto problems = problems_after(R"([
    {"op":"add","path":"/colour","value":1},
    {"op":"remove","path":"/label/en"},
    {"op":"add","path":"/actions/ask/roles/-","value":"mayor"},
    {"op":"replace","path":"/deadlines/answer/within","value":"soon"},
    {"op":"remove","path":"/fields/title/x-personal"}])");
  for (const auto* pointer : {"/colour", "/label", "/actions/ask/roles/1", "/deadlines/answer/within", "/fields/title"})
    EXPECT_TRUE(speaks_of(problems, pointer)) << pointer << " in\n" << listing(problems);
}

TEST(Lint, says_a_mistake_in_a_field_once_however_many_forms_use_it) {
  const auto problems = problems_after(R"([{"op":"add","path":"/fields/rank/anyOf","value":[]}])");
  EXPECT_EQ(problems.size(), 1u) << listing(problems);
}

}  // namespace
}  // namespace docket::workflows

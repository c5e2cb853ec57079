#include "workflows/guard.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "workflows/form.hpp"

namespace docket::workflows {
namespace {

using nlohmann::json;

json read_json(const std::string& path) {
  std::ifstream file(std::string(DOCKET_SOURCE_DIR) + "/" + path);
  return json::parse(file);
}

const json& cases() {
  static const json table = read_json("tests/unit/workflows/jsonlogic_cases.json");
  return table;
}

const Calendar& calendar() {
  static const Calendar published = *Calendar::parse(Value(read_json("config/calendars/cn.json")));
  return published;
}

Rule rule_of(const json& rule, const RuleLimits& limits = {}) {
  auto parsed = Rule::parse(Value(json(rule)), limits);
  if (!parsed) throw std::runtime_error(rule.dump() + ": " + parsed.error().front().sentence.en);
  return *std::move(parsed);
}

std::expected<Value, Label> evaluate(const json& rule, const json& data) {
  return rule_of(rule).evaluate({.data = data, .calendar = &calendar()});
}

TEST(Guard, gives_the_published_value_of_every_operator) {
  for (const json& row : cases()["values"]) {
    const auto value = evaluate(row[0], row[1]);
    ASSERT_TRUE(value) << row.dump() << value.error().en;
    EXPECT_EQ(value->json(), row[2]) << row.dump();
    EXPECT_EQ(value->json().type() == json::value_t::boolean, row[2].is_boolean()) << row.dump();
  }
}

TEST(Guard, refuses_whatever_the_engines_disagree_about_with_a_sentence_in_both_languages) {
  for (const json& row : cases()["guard_errors"]) {
    const auto value = evaluate(row[0], row[1]);
    ASSERT_FALSE(value) << row.dump() << " = " << value->dump();
    EXPECT_FALSE(value.error().zh_cn.empty()) << row.dump();
    EXPECT_FALSE(value.error().en.empty()) << row.dump();
  }
}

TEST(Guard, does_not_load_a_rule_that_could_only_fail) {
  for (const json& rule : cases()["load_errors"]) {
    EXPECT_FALSE(Rule::parse(Value(json(rule)))) << rule.dump();
  }
}

TEST(Guard, reports_every_problem_of_a_rule_with_its_pointer) {
  const auto rule = Rule::parse(Value(json::parse(R"({"and": [{"method": [{"or": []}]}, {"reduce": [[], 1]}]})")));
  ASSERT_FALSE(rule);
  ASSERT_EQ(rule.error().size(), 3U);
  EXPECT_EQ(rule.error()[0].pointer, "/and/0/method");
  EXPECT_EQ(rule.error()[1].pointer, "/and/0/method/0/or");
  EXPECT_EQ(rule.error()[2].pointer, "/and/1/reduce");
}

TEST(Guard, names_the_year_without_a_calendar_in_both_languages) {
  const auto value = evaluate({{"working_days_between", {"2026-12-30", "2027-01-04"}}}, nullptr);
  ASSERT_FALSE(value);
  EXPECT_NE(value.error().zh_cn.find("2027"), std::string::npos);
  EXPECT_NE(value.error().en.find("2027"), std::string::npos);
}

TEST(Guard, counts_no_working_days_without_a_calendar) {
  const json data;
  EXPECT_FALSE(rule_of({{"working_days_between", {"2026-01-01", "2026-01-02"}}}).evaluate({.data = data}));
}

TEST(Guard, never_repeats_a_value_in_its_refusal) {
  const auto value = evaluate({{"+", {{{"var", "phone"}}}}}, {{"phone", "secret-text"}});
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().en.find("secret-text"), std::string::npos);
  EXPECT_EQ(value.error().zh_cn.find("secret-text"), std::string::npos);
}

TEST(Guard, holds_by_the_truth_of_its_value_and_refuses_an_object) {
  const json data = {{"list", json::array()}, {"who", {{"id", 1}}}};
  EXPECT_TRUE(*rule_of({{"var", "who.id"}}).holds({.data = data}));
  EXPECT_FALSE(*rule_of({{"var", "list"}}).holds({.data = data}));
  EXPECT_FALSE(rule_of({{"var", "who"}}).holds({.data = data}));
}

class PersonalData : public testing::Test {
 protected:
  const json reference = {{"$personal", "case/1/name"}};
  const json data = {{"name", reference},
                     {"parties", json::array({{{"name", reference}}, json::object()})},
                     {"names", json::array({reference})}};
};

TEST_F(PersonalData, is_only_present_or_absent_to_a_guard) {
  const json t = true;
  EXPECT_EQ(evaluate({{"var", "name"}}, data)->json(), t);
  EXPECT_EQ(evaluate({{"var", "name.$personal"}}, data)->json(), json());
  EXPECT_EQ(evaluate({{"var", "names.0"}}, data)->json(), t);
  EXPECT_EQ(evaluate({{"missing", {"name", "phone"}}}, data)->json(), json::array({"phone"}));
  EXPECT_EQ(evaluate({{"all", {{{"var", "names"}}, {{"var", ""}}}}}, data)->json(), t);
  EXPECT_EQ(evaluate({{"map", {{{"var", "parties"}}, {{"!!", {{{"var", "name"}}}}}}}}, data)->json(),
            json::array({true, false}));
}

TEST_F(PersonalData, reaches_an_effect_as_its_reference) {
  const auto value = rule_of({{"var", "name"}}).evaluate({.data = data, .personal_as_presence = false});
  EXPECT_EQ(value->json(), reference);
}

TEST(GuardLimits, stop_a_rule_nested_too_deeply) {
  json rule = 1;
  for (int level = 0; level < 32; ++level) rule = {{"!", json::array({rule})}};
  EXPECT_TRUE(Rule::parse(Value(json(rule))));
  EXPECT_FALSE(Rule::parse(Value(json{{"!", json::array({rule})}})));
  json list = json::array();
  for (int level = 0; level < 40; ++level) list = json::array({list});
  EXPECT_FALSE(Rule::parse(Value(list)));
}

TEST(GuardLimits, stop_a_rule_with_too_many_operations) {
  json rule = {{"and", json::array()}};
  for (int count = 0; count < 999; ++count) rule["and"].push_back({{"var", "a"}});
  EXPECT_TRUE(Rule::parse(Value(json(rule))));
  rule["and"].push_back({{"var", "a"}});
  const auto parsed = Rule::parse(Value(json(rule)));
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().size(), 1U);
}

TEST(GuardLimits, stop_lists_and_texts_that_double_at_every_step) {
  json numbers = json::array();
  for (int count = 0; count < 60; ++count) numbers.push_back(count);
  const json accumulator = {{"var", "accumulator"}};
  for (const char* growing : {"merge", "cat"}) {
    const json rule = {{"reduce", {numbers, {{growing, {accumulator, accumulator}}}, "a long enough text"}}};
    EXPECT_FALSE(evaluate(rule, nullptr)) << growing;
  }
  const json nested = {{"reduce", {numbers, json::array({accumulator, accumulator}), 1}}};
  EXPECT_FALSE(evaluate(nested, nullptr));
}

TEST(GuardLimits, stop_an_evaluation_that_takes_too_many_steps) {
  json numbers = json::array();
  for (int count = 0; count < 400; ++count) numbers.push_back(count);
  const json inner = {{"some", {numbers, {{"<", {{{"var", ""}}, 0}}}}}};
  EXPECT_TRUE(evaluate(inner, nullptr));
  EXPECT_FALSE(evaluate({{"some", {numbers, inner}}}, nullptr));
}

TEST(Guard, lists_the_paths_it_reads_but_not_those_relative_to_an_element) {
  const json rule = json::parse(R"({"and": [
    {"==": [{"var": ["input.area", {"var": "case.data.area"}]}, 1]},
    {"missing": ["input.title", "input.area"]}, {"missing_some": [1, ["case.data.a", "case.data.b"]]},
    {"some": [{"var": "case.data.parties"}, {"==": [{"var": "kind"}, "applicant"]}]},
    {"reduce": [{"var": "facts"}, {"var": "accumulator"}, {"var": "now"}]}]})");
  EXPECT_EQ(rule_of(rule).paths(),
            (std::vector<std::string>{"case.data.a", "case.data.area", "case.data.b", "case.data.parties", "facts",
                                      "input.area", "input.title", "now"}));
}

TEST(Guard, keeps_its_source_and_outlives_the_document_it_was_read_from) {
  std::optional<Rule> copy;
  {
    const Rule rule = rule_of({{"cat", {"a long literal that is not stored in place ", {{"var", "x"}}}}});
    copy = rule;
  }
  const json data = {{"x", "end"}};
  EXPECT_EQ(copy->evaluate({.data = data})->json(), "a long literal that is not stored in place end");
  EXPECT_EQ(rule_of(copy->source().json()).source(), copy->source());
}

}  // namespace
}  // namespace docket::workflows

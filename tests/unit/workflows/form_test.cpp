#include "workflows/form.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/workflows/minimal_definition.hpp"

namespace docket::workflows {
namespace {

using nlohmann::json;

Form form_of(const char* schema) {
  auto form = Form::compile(Value(json::parse(schema)));
  EXPECT_TRUE(form) << (form ? "" : listing(form.error()));
  return form ? *form : Form();
}

Problems check(const Form& form, const char* input) { return form.check(Value(json::parse(input))); }

const char* opinion = R"({
  "required": ["title", "petitioner"],
  "properties": {
    "title": {"title": {"zh-CN": "标题", "en": "Title"}, "type": "string", "minLength": 2, "maxLength": 4,
              "x-personal": true},
    "rank": {"enum": ["low", "high"], "x-labels": {"low": {"zh-CN": "低", "en": "Low"}, "high": {"zh-CN": "高", "en": "High"}}},
    "count": {"type": "integer", "minimum": 1, "maximum": 9},
    "when": {"type": "string", "format": "date"},
    "at": {"type": "string", "format": "date-time"},
    "phone": {"type": "string", "maxLength": 20, "pattern": "^[0-9]{3,}$", "x-personal": true, "x-subject": "petitioner"},
    "area": {"type": "string", "x-ref": "area"},
    "petitioner": {"type": "object", "x-subject": "petitioner", "required": ["name"], "properties": {
      "name": {"type": "string", "x-personal": true}, "kind": {"enum": ["person", "firm"]}}},
    "witnesses": {"type": "array", "maxItems": 2, "uniqueItems": true, "items": {"type": "object", "properties": {
      "name": {"type": "string", "x-personal": true, "x-subject": "witness"}, "seen": {"type": "boolean"}}}}
  }})";

TEST(Form, accepts_nothing_but_an_empty_object_when_there_is_no_schema) {
  EXPECT_TRUE(Form().check(Value::object()).empty());
  EXPECT_TRUE(speaks_of(check(Form(), R"({"a": 1})"), "/a"));
  EXPECT_FALSE(Form().check(Value()).empty());
  EXPECT_FALSE(Form().has_personal());
}

TEST(Form, accepts_what_fits) {
  EXPECT_EQ(listing(check(form_of(opinion),
                          R"({"title": "路灯坏了", "rank": "low", "count": 9, "when": "2026-02-28",
    "at": "2026-01-31T09:00:00.5+08:00", "phone": "13800000000", "area": "a", "petitioner": {"name": "王"},
    "witnesses": [{"name": "李"}, {"name": "赵", "seen": true}]})")),
            "");
}

struct Misfit {
  const char* name;
  const char* input;
  const char* pointer;
};
void PrintTo(const Misfit& misfit, std::ostream* out) { *out << misfit.name; }
class FormMisfit : public testing::TestWithParam<Misfit> {};

TEST_P(FormMisfit, is_reported_where_it_stands) {
  auto input = json::parse(R"({"title": "路灯", "petitioner": {"name": "王"}})");
  input.merge_patch(json::parse(GetParam().input));
  const auto problems = form_of(opinion).check(Value(input));
  ASSERT_EQ(problems.size(), 1u) << listing(problems);
  EXPECT_EQ(problems[0].pointer, GetParam().pointer);
  EXPECT_FALSE(problems[0].sentence.zh_cn.empty());
  EXPECT_FALSE(problems[0].sentence.en.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Table, FormMisfit,
    testing::Values(Misfit{"missing", R"({"title": null})", "/title"},
                    Misfit{"missing_inside", R"({"petitioner": {"name": null}})", "/petitioner/name"},
                    Misfit{"unknown", R"({"colour": 1})", "/colour"},
                    Misfit{"unknown_inside", R"({"petitioner": {"age": 1}})", "/petitioner/age"},
                    Misfit{"unknown_name_is_escaped", R"({"a/b~c": 1})", "/a~1b~0c"},
                    Misfit{"wrong_type", R"({"title": 7})", "/title"},
                    Misfit{"too_short", R"({"title": "路"})", "/title"},
                    Misfit{"too_long_in_characters", R"({"title": "路灯坏了吗"})", "/title"},
                    Misfit{"not_a_choice", R"({"rank": "middle"})", "/rank"},
                    Misfit{"not_whole", R"({"count": 1.5})", "/count"},
                    Misfit{"too_small", R"({"count": 0})", "/count"}, Misfit{"too_large", R"({"count": 10})", "/count"},
                    Misfit{"no_such_day", R"({"when": "2026-02-30"})", "/when"},
                    Misfit{"time_without_zone", R"({"at": "2026-01-31T09:00:00"})", "/at"},
                    Misfit{"no_such_hour", R"({"at": "2026-01-31T24:00:00Z"})", "/at"},
                    Misfit{"pattern", R"({"phone": "12"})", "/phone"},
                    Misfit{"too_many_items", R"({"witnesses": [{}, {"seen": true}, {"seen": false}]})", "/witnesses"},
                    Misfit{"repeated_item", R"({"witnesses": [{}, {}]})", "/witnesses"},
                    Misfit{"inside_an_item", R"({"witnesses": [{"seen": "yes"}]})", "/witnesses/0/seen"}),
    [](const testing::TestParamInfo<Misfit>& info) { return std::string(info.param.name); });

TEST(Form, reports_all_misfits_at_once_and_never_repeats_a_value) {
  const auto problems =
      check(form_of(opinion), R"({"title": "秘密秘密秘密", "rank": "secretsecret", "phone": "secretsecret",
    "petitioner": {"name": 110101199001011234}, "witnesses": [{"seen": "secretsecret"}]})");
  EXPECT_EQ(problems.size(), 5u) << listing(problems);
  for (const auto& problem : problems)
    for (const auto& text : {problem.sentence.zh_cn, problem.sentence.en, problem.pointer})
      for (const auto* value : {"秘密", "secretsecret", "110101199001011234"})
        EXPECT_EQ(text.find(value), std::string::npos) << text;
}

TEST(Form, names_the_field_and_the_choices_in_its_sentences) {
  EXPECT_EQ(check(form_of(opinion), R"({"petitioner": {"name": "王"}})")[0].sentence.zh_cn, "“标题”是必填项，请填写。");
  EXPECT_NE(
      check(form_of(opinion), R"({"title": "路灯", "petitioner": {"name": "王"}, "rank": "x"})")[0].sentence.zh_cn.find(
          "低（low）、高（high）"),
      std::string::npos);
}

TEST(Form, limits_texts_and_lists_that_set_no_limit) {
  const auto form = form_of(
      R"({"properties": {"text": {"type": "string"}, "list": {"type": "array", "items": {"type": "integer"}}}})");
  EXPECT_TRUE(form.check(Value(json{{"text", std::string(4'000, 'a')}})).empty());
  EXPECT_TRUE(speaks_of(form.check(Value(json{{"text", std::string(4'001, 'a')}})), "/text"));
  EXPECT_TRUE(speaks_of(form.check(Value(json{{"list", std::vector<int>(1'001, 1)}})), "/list"));
  EXPECT_EQ(form.schema().json()["properties"]["text"]["maxLength"], 4'000);
}

TEST(Form, refuses_schemas_beyond_its_keywords) {
  for (const auto* property :
       {R"({"type": "text"})", R"({})", R"({"type": "string", "anyOf": []})", R"({"type": "array"})",
        R"({"type": "string", "format": "uri"})", R"({"type": "string", "pattern": "a"})",
        R"({"type": "string", "maxLength": 9, "pattern": "(("})",
        R"({"type": "string", "maxLength": 9, "pattern": "村"})", R"({"type": "string", "title": "标题"})",
        R"({"type": "string", "x-ref": "planet"})", R"({"type": "integer", "x-ref": "user"})",
        R"({"type": "string", "minLength": -1})", R"({"type": "string", "minLength": 5, "maxLength": 4})",
        R"({"enum": []})", R"({"$ref": "#/fields/a"})",
        R"({"type": "object", "additionalProperties": {"type": "string"}})", R"({"type": "integer", "minimum": "1"})",
        R"({"enum": ["a"], "x-labels": {"b": {"zh-CN": "乙", "en": "B"}}})", R"(7)"}) {
    const auto form = Form::compile(Value(json{{"properties", {{"p", json::parse(property)}}}}));
    ASSERT_FALSE(form) << property;
    EXPECT_TRUE(form.error()[0].pointer.starts_with("/properties/p")) << property << " " << listing(form.error());
  }
}

TEST(FormCut, takes_personal_values_out_and_leaves_references) {
  const auto form = form_of(opinion);
  const Value input(json::parse(R"({"title": "路灯", "rank": "low", "phone": "123",
    "petitioner": {"name": "王", "kind": "person"}, "witnesses": [{"seen": true}, {"name": "李"}]})"));
  const auto [kept, personal] = form.cut(input, 7);
  ASSERT_EQ(personal.size(), 4u);
  EXPECT_EQ(personal[0].pointer, "/petitioner/name");
  EXPECT_EQ(personal[0].subject, "petitioner");  // said by the object around it
  EXPECT_EQ(personal[0].value.json(), "王");
  EXPECT_EQ(personal[1].pointer, "/phone");
  EXPECT_EQ(personal[1].subject, "petitioner");
  EXPECT_EQ(personal[2].pointer, "/title");
  EXPECT_EQ(personal[2].subject, "case");
  EXPECT_EQ(personal[3].pointer, "/witnesses/1/name");
  EXPECT_EQ(personal[3].subject, "witness");
  EXPECT_EQ(kept.json()["title"], json::parse(R"({"$personal": "case/7/title"})"));
  EXPECT_TRUE(is_reference(kept.json()["witnesses"][1]["name"]));
  EXPECT_EQ(kept.json()["petitioner"]["kind"], "person");
  for (const auto* value : {"路灯", "123", "王", "李"}) EXPECT_EQ(kept.dump().find(value), std::string::npos) << value;
  EXPECT_EQ(input.json()["title"], "路灯");
}

TEST(FormCut, takes_a_personal_object_as_a_whole) {
  const auto form =
      form_of(R"({"properties": {"bag": {"type": "object", "additionalProperties": true, "x-personal": true}}})");
  const auto [kept, personal] = form.cut(Value(json::parse(R"({"bag": {"any": "thing"}})")), 1);
  ASSERT_EQ(personal.size(), 1u);
  EXPECT_EQ(personal[0].value.json()["any"], "thing");
  EXPECT_TRUE(is_reference(kept.json()["bag"]));
}

TEST(FormCut, leaves_null_alone_because_nothing_is_there) {
  const auto form = form_of(R"({"properties": {"name": {"type": ["string", "null"], "x-personal": true}}})");
  const auto [kept, personal] = form.cut(Value(json::parse(R"({"name": null})")), 1);
  EXPECT_TRUE(personal.empty());
  EXPECT_TRUE(kept.json()["name"].is_null());
}

TEST(Form, lets_nobody_forge_a_reference) {
  const auto form =
      form_of(R"({"properties": {"bag": {"type": "object", "additionalProperties": true, "x-personal": true}}})");
  EXPECT_TRUE(speaks_of(check(form, R"({"bag": {"$personal": "case/1/x"}})"), "/bag/$personal"));
}

}  // namespace
}  // namespace docket::workflows

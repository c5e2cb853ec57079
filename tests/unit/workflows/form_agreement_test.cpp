// A second opinion: on random schemas and inputs the form accepts exactly what valijson, which others wrote,
// accepts. And a measure of why the form does not ask it at run time.
#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/unit/workflows/json_schema.hpp"
#include "workflows/form.hpp"

namespace docket::workflows {
namespace {

using nlohmann::json;

// Docket's own words and labels are no JSON Schema: what is left is.
json plain(const json& schema) {
  json result = json::object();
  for (const auto& [key, value] : schema.items()) {
    if (key.starts_with("x-") || key == "title" || key == "description") continue;
    if (key == "properties") {
      for (const auto& [name, property] : value.items()) result[key][name] = plain(property);
    } else {
      result[key] = key == "items" ? plain(value) : value;
    }
  }
  return result;
}

class World {
 public:
  explicit World(unsigned seed) : engine_(seed) {}

  json schema(int depth) {
    switch (below(depth > 0 ? 8 : 6)) {
      case 0:
        return {{"type", "boolean"}};
      case 1:
        return {{"type", "integer"}, {"minimum", below(4)}, {"maximum", 3 + below(4)}};
      case 2:
        return {{"type", "number"}, {"exclusiveMinimum", below(3)}, {"exclusiveMaximum", 3 + below(4)}};
      case 3:
        return {{"type", "string"}, {"minLength", below(3)}, {"maxLength", 2 + below(3)}};
      case 4:
        return {{"enum", {"a", 1, nullptr, "路灯"}}};
      case 5:
        return {{"type", {"string", "null"}}, {"maxLength", 3}, {"pattern", "^[a-c]"}};
      case 6:
        return {{"type", "array"},
                {"minItems", below(2)},
                {"maxItems", 1 + below(3)},
                {"uniqueItems", below(2) == 0},
                {"items", schema(depth - 1)}};
      default:
        return object(depth - 1);
    }
  }

  json object(int depth) {
    json result = {{"type", "object"},
                   {"properties", json::object()},
                   {"required", json::array()},
                   {"additionalProperties", below(4) == 0}};
    for (const auto* name : {"a", "b", "c"}) {
      if (below(3) == 0) continue;
      result["properties"][name] = schema(depth);
      if (below(2) == 0) result["required"].push_back(name);
    }
    return result;
  }

  // Mostly what the schema asks for, so that both answers occur.
  json value(const json& schema) {
    if (below(12) == 0) return anything();
    if (schema.contains("enum")) return schema["enum"][static_cast<std::size_t>(below(4))];
    const auto type = schema["type"].is_array() ? schema["type"][0] : schema["type"];
    if (type == "boolean") return below(2) == 0;
    if (type == "integer") return below(8);
    if (type == "number") return static_cast<double>(below(14)) / 2;
    if (type == "string") return text();
    json result = type == "array" ? json::array() : json::object();
    if (type == "array")
      for (int left = below(4); left > 0; --left) result.push_back(value(schema["items"]));
    if (type == "object")
      for (const auto& [name, property] : schema["properties"].items())
        if (below(5) != 0) result[name] = value(property);
    if (type == "object" && below(8) == 0) result["z"] = 1;
    return result;
  }

 private:
  int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(engine_); }

  json text() {
    static const std::vector<std::string> texts = {"", "a", "bc", "路", "路灯", "路灯坏", "abcd", "😀😀", "路灯坏了吗"};
    return texts[static_cast<std::size_t>(below(static_cast<int>(texts.size())))];
  }

  json anything() {
    switch (below(6)) {
      case 0:
        return nullptr;
      case 1:
        return below(2) == 0;
      case 2:
        return below(9) - 1;
      case 3:
        return 2.5;
      case 4:
        return json::array({1});
      default:
        return text();
    }
  }

  std::mt19937 engine_;
};

TEST(FormAgreement, accepts_exactly_what_another_validator_accepts) {
  int accepted = 0;
  int refused = 0;
  for (unsigned seed = 1; seed <= 400; ++seed) {
    World world(seed);
    const auto schema = world.object(3);
    const auto form = Form::compile(Value(json(schema)));
    ASSERT_TRUE(form) << schema.dump();
    const JsonSchema oracle(plain(form->schema().json()));
    for (int round = 0; round < 25; ++round) {
      const auto input = world.value(schema);
      const bool fits = form->check(Value(json(input))).empty();
      ++(fits ? accepted : refused);
      ASSERT_EQ(fits, oracle.accepts(input)) << "seed " << seed << "\n" << schema.dump() << "\n" << input.dump();
    }
  }
  EXPECT_GT(accepted, 1'000);
  EXPECT_GT(refused, 1'000);
}

// Prints, never fails: the numbers belong into reviews.
TEST(FormAgreement, says_what_a_check_costs) {
  const auto schema = json::parse(R"({"required": ["title", "content", "kind"], "properties": {
    "title": {"type": "string", "maxLength": 100}, "content": {"type": "string", "maxLength": 4000},
    "kind": {"enum": ["opinion", "dispute"]}, "area": {"type": "string"}, "anonymous": {"type": "boolean"},
    "petitioner": {"type": "object", "properties": {"name": {"type": "string"}}}}})");
  const Value input(json::parse(R"({"title": "路灯坏了", "content": "村口路灯坏了三天，晚上看不见路，请尽快修好。",
    "kind": "opinion", "area": "hewan", "anonymous": false, "petitioner": {"name": "王建国"}})"));
  const auto form = Form::compile(Value(json(schema)));
  ASSERT_TRUE(form);
  const JsonSchema oracle(plain(form->schema().json()));
  const auto cost = [](int rounds, const auto& work) {
    const auto start = std::chrono::steady_clock::now();
    for (int round = 0; round < rounds; ++round) EXPECT_TRUE(work());
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count() / rounds;
  };
  RecordProperty("form_us", std::to_string(cost(20'000, [&] { return form->check(input).empty(); })));
  RecordProperty("valijson_us", std::to_string(cost(2'000, [&] { return oracle.accepts(input.json()); })));
}

}  // namespace
}  // namespace docket::workflows

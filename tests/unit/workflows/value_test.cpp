#include "workflows/value.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace docket::workflows {
namespace {

// The pointer of the problem, or "accepted".
std::string refused_at(std::string_view text, const ParseLimits& limits = {}) {
  const auto value = parse_untrusted(text, limits);
  if (value) return "accepted";
  EXPECT_FALSE(value.error().sentence.zh_cn.empty());
  EXPECT_FALSE(value.error().sentence.en.empty());
  return value.error().pointer;
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(ParseUntrusted, reads_what_it_writes) {
  const std::string text = R"({"a":[1,-2,2.5,true,false,null,"文\"\u0001"],"b":{},"c":[[],{"d":[{}]}]})";
  EXPECT_EQ(parse_untrusted(text)->dump(), text);
  EXPECT_EQ(parse_untrusted(" 7 ")->dump(), "7");
  EXPECT_EQ(parse_untrusted(R"({"b":1,"a":2})")->dump(), R"({"a":2,"b":1})");
}

TEST(ParseUntrusted, agrees_with_the_librarys_own_reader) {
  const std::string text = R"([{"x":[{"y":[1,[2,{"z":3}]]},4]},{"x":{"x":{"x":[]}}},"s",18446744073,1e-7])";
  EXPECT_EQ(parse_untrusted(text)->json(), nlohmann::json::parse(text));
}

TEST(ParseUntrusted, refuses_text_beyond_its_size) {
  EXPECT_EQ(refused_at("[1,2,3]", {.bytes_max = 7}), "accepted");
  EXPECT_EQ(refused_at("[1,2,3] ", {.bytes_max = 7}), "");
}

TEST(ParseUntrusted, refuses_deep_nesting_where_it_begins) {
  EXPECT_EQ(refused_at(nested(64)), "accepted");
  EXPECT_EQ(refused_at(nested(65)).size(), 64 * 2U);
  EXPECT_EQ(refused_at(R"({"a":[0,{"b":[]}]})", {.depth_max = 3}), "/a/1/b");
  EXPECT_NE(refused_at(std::string(1'000'000, '[')), "accepted");
}

TEST(ParseUntrusted, refuses_too_many_values) {
  EXPECT_EQ(refused_at("[1,[2],3]", {.nodes_max = 5}), "accepted");
  EXPECT_EQ(refused_at("[1,[2],3,4]", {.nodes_max = 5}), "/3");
}

TEST(ParseUntrusted, refuses_a_long_member_name) {
  EXPECT_EQ(refused_at(R"({"abc":1})", {.key_max = 3}), "accepted");
  EXPECT_EQ(refused_at(R"({"ok":{"abcd":1}})", {.key_max = 3}), "/ok");
}

TEST(ParseUntrusted, refuses_a_member_given_twice) {
  EXPECT_EQ(refused_at(R"({"o":[{"a/b":1,"a/b":1}]})"), "/o/0/a~1b");
  EXPECT_EQ(refused_at(R"({"a":1,"\u0061":1})"), "/a");
}

TEST(ParseUntrusted, refuses_integers_that_a_double_cannot_hold) {
  EXPECT_EQ(refused_at("[9007199254740991,-9007199254740991]"), "accepted");
  EXPECT_EQ(refused_at("[9007199254740992]"), "/0");
  EXPECT_EQ(refused_at(R"({"a":-9007199254740992})"), "/a");
  EXPECT_EQ(refused_at("[0,123456789012345678901234567890]"), "/1");
  EXPECT_EQ(refused_at("[-123456789012345678901234567890]"), "/0");
}

TEST(ParseUntrusted, refuses_infinite_numbers) {
  EXPECT_EQ(refused_at("[1e308]"), "accepted");
  EXPECT_NE(refused_at("[1e999]"), "accepted");
  EXPECT_NE(refused_at("NaN"), "accepted");
}

TEST(ParseUntrusted, refuses_nul_and_the_byte_order_mark) {
  EXPECT_EQ(refused_at(R"(["a\u0000b"])"), "/0");
  EXPECT_EQ(refused_at(R"({"a\u0000":1})"), "");
  EXPECT_EQ(refused_at("\xEF\xBB\xBF{}"), "");
}

TEST(ParseUntrusted, refuses_what_is_not_json) {
  for (const std::string_view text : {"", " ", "{", "[1,]", "{\"a\"}", "{'a':1}", "[1] 2", "01", "+1", ".5", "tru",
                                      "// x\n1", "\"\xFF\"", "\"\xED\xA0\x80\"", "\"\\ud800\"", "\"a\nb\"", "[1}"}) {
    EXPECT_NE(refused_at(text), "accepted") << text;
  }
}

TEST(ParseUntrusted, tells_line_and_column_and_never_the_text) {
  const auto value = parse_untrusted("{\n  \"a\": secret\n}");
  ASSERT_FALSE(value);
  EXPECT_NE(value.error().sentence.en.find("line 2"), std::string::npos);
  EXPECT_EQ(value.error().sentence.en.find("secret"), std::string::npos);
}

TEST(Value, copies_share_one_document) {
  const Value value(nlohmann::json{{"a", 1}});
  const Value copy = value;
  EXPECT_EQ(&copy.json(), &value.json());
  EXPECT_EQ(Value(nlohmann::json{{"a", 1}}), value);
  EXPECT_FALSE(Value() == Value::object());
  EXPECT_TRUE(Value().is_null());
}

TEST(Value, dumps_text_that_is_not_utf8_without_throwing) {
  EXPECT_EQ(Value(nlohmann::json("a\xFF")).dump(), "\"a\xEF\xBF\xBD\"");
}

TEST(Pointer, escapes_tilde_and_slash) {
  EXPECT_EQ(pointer_child("/a", "b/c~d"), "/a/b~1c~0d");
  EXPECT_EQ(pointer_child("", ""), "/");
}

}  // namespace
}  // namespace docket::workflows

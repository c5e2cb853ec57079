#include "workflows/drawing.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/unit/workflows/minimal_definition.hpp"
#include "workflows/parser.hpp"

namespace docket::workflows {
namespace {

DefinitionPtr with_nasty_labels() {
  auto document = minimal_definition();
  document["states"]["new"]["label"] = {{"zh-CN", "新\"件\\:;<b>#\n二"}, {"en", "New}{"}};
  document["actions"]["ask"]["label"]["zh-CN"] = "问\"a\\\nb: c; d";
  document["include"] = "*";
  return *parse_definition(Value(document), Value(minimal_common()));
}

TEST(Mermaid, draws_states_transitions_start_and_end) {
  const auto text = draw_mermaid(**parse_definition(Value(minimal_definition()), Value()));
  EXPECT_TRUE(text.starts_with("stateDiagram-v2\n"));
  for (const auto* line :
       {"state \"新<br/>New\" as s_new\n", "[*] --> s_new : 登记\n", "s_new --> s_done : 办结\n", "s_done --> [*]\n"})
    EXPECT_NE(text.find(line), std::string::npos) << line << " in\n" << text;
}

TEST(Mermaid, has_no_label_that_could_end_its_line_or_quote) {
  std::istringstream lines(draw_mermaid(*with_nasty_labels()));
  for (std::string line; std::getline(lines, line);) {
    const auto quotes = std::ranges::count(line, '"');
    EXPECT_TRUE(quotes == 0 || quotes == 2) << line;
    EXPECT_LE(std::ranges::count(line, ':'), 1) << line;
    EXPECT_EQ(std::ranges::count(line, ';'), 0) << line;
  }
}

TEST(Mermaid, lists_what_is_possible_everywhere_instead_of_drawing_it) {
  const auto text = draw_mermaid(*with_nasty_labels());
  EXPECT_NE(text.find("%% 各状态均可：记录"), std::string::npos) << text;
  EXPECT_EQ(text.find(": 记录"), std::string::npos);
}

TEST(Mermaid, gives_ids_with_dashes_names_it_can_parse) {
  auto document = minimal_definition();
  document["states"]["on-hold"] = document["states"]["asked"];
  document["actions"]["ask"]["to"] = "on-hold";
  document["actions"]["answer"]["from"] = {"on-hold"};
  document["states"].erase("asked");
  document["deadlines"]["answer"]["start"][0]["enter"] = "on-hold";
  const auto definition = parse_definition(Value(document), Value());
  ASSERT_TRUE(definition) << listing(definition.error());
  EXPECT_NE(draw_mermaid(**definition).find("s_new --> s_on.hold"), std::string::npos);
}

TEST(Dot, keeps_quotes_and_backslashes_inside_strings) {
  const auto text = draw_dot(*with_nasty_labels());
  EXPECT_TRUE(text.starts_with("digraph \"tiny\" {\n"));
  EXPECT_TRUE(text.ends_with("}\n"));
  EXPECT_NE(text.find(R"("new" [label="新\"件\\:;<b># 二\nNew}{", style="rounded,bold"];)"), std::string::npos) << text;
  EXPECT_NE(text.find(R"("new" -> "asked" [label="问\"a\\ b: c; d"];)"), std::string::npos) << text;
}

TEST(Dot, draws_the_way_back_to_a_previous_state) {
  auto document = minimal_definition();
  document["actions"]["answer"]["to"] = "@previous";
  const auto definition = parse_definition(Value(document), Value());
  ASSERT_TRUE(definition) << listing(definition.error());
  EXPECT_NE(draw_dot(**definition).find(R"("asked" -> "[previous]" [label="回答"];)"), std::string::npos);
}

}  // namespace
}  // namespace docket::workflows

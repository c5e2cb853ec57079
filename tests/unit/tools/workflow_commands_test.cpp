#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tools/docket/workflow_graph.hpp"
#include "tools/docket/workflow_lint.hpp"

namespace docket::tools {
namespace {

const std::string shipped = "config/workflows/opinion-basic.json";

TEST(WorkflowLint, is_silent_about_problems_where_there_are_none) {
  std::ostringstream out, err;
  EXPECT_EQ(run_lint(shipped, out, err), 0);
  EXPECT_TRUE(out.str().starts_with("opinion-basic v1 ")) << out.str();
  EXPECT_EQ(err.str(), "");
  EXPECT_EQ(run_lint("config/workflows", out, err), 0);
}

TEST(WorkflowLint, prints_file_pointer_and_sentence_of_every_problem) {
  const auto file = std::filesystem::path(testing::TempDir()) / "docket_lint_broken.json";
  std::ofstream(file) << R"({"id": "broken", "colour": 1})";
  std::ostringstream out, err;
  EXPECT_EQ(run_lint(file, out, err), 5);
  EXPECT_NE(out.str().find("docket_lint_broken.json: /colour: "), std::string::npos) << out.str();
  EXPECT_NE(out.str().find("docket_lint_broken.json: /: "), std::string::npos) << out.str();
  std::filesystem::remove(file);
}

TEST(WorkflowLint, says_when_there_is_no_such_file) {
  std::ostringstream out, err;
  EXPECT_EQ(run_lint("config/workflows/nowhere.json", out, err), 3);
  EXPECT_NE(err.str(), "");
}

TEST(WorkflowGraph, draws_from_a_file_or_a_directory) {
  std::ostringstream mermaid, dot, err;
  EXPECT_EQ(run_graph(shipped, "", "mermaid", mermaid, err), 0);
  EXPECT_TRUE(mermaid.str().starts_with("stateDiagram-v2\n"));
  EXPECT_EQ(run_graph("config/workflows", "opinion-basic", "dot", dot, err), 0);
  EXPECT_TRUE(dot.str().starts_with("digraph "));
}

TEST(WorkflowGraph, tells_usage_from_absence_from_invalidity) {
  std::ostringstream out, err;
  EXPECT_EQ(run_graph(shipped, "", "png", out, err), 2);
  EXPECT_EQ(run_graph("config/workflows", "nothing", "dot", out, err), 3);
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace docket::tools

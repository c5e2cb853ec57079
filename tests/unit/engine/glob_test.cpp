#include "engine/base/glob.hpp"

#include <gtest/gtest.h>

namespace docket {
namespace {

TEST(Glob, a_star_stands_for_any_characters) {
  EXPECT_TRUE(matches_glob("docket.case.*", "docket.case.opened.v1"));
  EXPECT_TRUE(matches_glob("*.opened.v*", "docket.case.opened.v1"));
  EXPECT_TRUE(matches_glob("*", ""));
  EXPECT_TRUE(matches_glob("a*a*b", "aaaaaab"));
  EXPECT_FALSE(matches_glob("docket.case.*", "docket.org.token_created.v1"));
  EXPECT_FALSE(matches_glob("a*a*b", "aaaaaac"));
}

TEST(Glob, everything_else_stands_for_itself) {
  EXPECT_TRUE(matches_glob("docket.case.opened.v1", "docket.case.opened.v1"));
  EXPECT_FALSE(matches_glob("docket.case.opened.v1", "docketXcase.opened.v1"));
  EXPECT_FALSE(matches_glob("docket.case.opened", "docket.case.opened.v1"));
}

}  // namespace
}  // namespace docket

#include "adapters/http/router.hpp"

#include <gtest/gtest.h>

#include "adapters/http/handlers.hpp"

namespace docket::http {
namespace {

TEST(Routes, all_have_a_rule) { EXPECT_TRUE(Router(all_routes()).check()); }

TEST(Routes, one_without_a_rule_does_not_start) {
  auto routes = all_routes();
  routes.push_back({"GET", "/v1/everything", std::nullopt, livez});
  const auto checked = Router(std::move(routes)).check();
  ASSERT_FALSE(checked);
  EXPECT_NE(checked.error().detail.find("GET /v1/everything"), std::string::npos);
}

TEST(Routes, under_v1_are_never_open_to_everybody) {
  for (const auto& route : all_routes()) {
    if (route.pattern.starts_with("/v1")) EXPECT_NE(route.rule->kind, Rule::Kind::everybody) << route.pattern;
  }
}

TEST(Router, catches_the_segments_in_braces) {
  const Router router(all_routes());
  const auto match = router.match("POST", "/v1/cases/case_1/actions/assign");
  ASSERT_TRUE(match);
  EXPECT_EQ(match->parameters[0], "case_1");
  EXPECT_EQ(match->parameters[1], "assign");
}

TEST(Router, a_segment_is_an_id_or_it_names_nothing) {
  const Router router(all_routes());
  for (const auto* path :
       {"/v1/cases/", "/v1/cases/a%2Fb", "/v1/cases/a:b", "/v1//cases", "/v1/cases/a/", "/V1/cases"}) {
    const auto match = router.match("GET", path);
    ASSERT_FALSE(match) << path;
    EXPECT_EQ(match.error().allow, "") << path;
  }
  EXPECT_FALSE(router.match("GET", "/v1/cases/" + std::string(129, 'a')));
}

TEST(Router, tells_what_is_allowed) {
  const Router router(all_routes());
  EXPECT_EQ(router.match("DELETE", "/v1/cases").error().allow, "POST, GET, HEAD");
  EXPECT_EQ(router.match("GET", "/v1/actions/close").error().allow, "POST");
  EXPECT_TRUE(router.match("HEAD", "/livez")->head);
}

}  // namespace
}  // namespace docket::http

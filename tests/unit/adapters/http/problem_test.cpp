#include "adapters/http/problem.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "adapters/http/wire.hpp"

namespace docket::http {
namespace {

nlohmann::json rendered(const Problem& problem) { return nlohmann::json::parse(answer(problem, "req_1").body); }

TEST(Problem, speaks_both_languages_and_names_the_request) {
  const auto json = rendered(problem(Reason::not_found));
  EXPECT_EQ(json.at("status"), 404);
  EXPECT_EQ(json.at("code"), "not-found");
  EXPECT_EQ(json.at("request_id"), "req_1");
  EXPECT_FALSE(json.at("detail").get<std::string>().empty());
  EXPECT_FALSE(json.at("detail_en").get<std::string>().empty());
  EXPECT_FALSE(json.contains("outcome"));
}

TEST(Problem, every_5xx_says_whether_it_took_effect) {
  EXPECT_EQ(rendered(problem(Reason::overloaded)).at("outcome"), "not_applied");
  EXPECT_EQ(rendered(problem(Reason::stopping)).at("outcome"), "not_applied");
  EXPECT_EQ(rendered(problem(Reason::unavailable)).at("outcome"), "unknown");
  EXPECT_EQ(rendered(problem(Reason::no_answer)).at("outcome"), "unknown");
  EXPECT_EQ(rendered(problem(Reason::internal)).at("outcome"), "not_applied");
}

TEST(Problem, of_a_rejection_has_the_status_of_its_code) {
  using enum model::RejectionCode;
  const std::vector<std::pair<model::RejectionCode, int>> table = {
      {unknown_workflow, 404}, {unknown_case, 404},  {unknown_action, 404}, {not_an_opening, 409}, {forbidden, 403},
      {wrong_state, 409},      {guard_refused, 409}, {guard_error, 409},    {invalid_input, 422},  {unknown_user, 422},
      {stale_version, 412},    {key_in_flight, 409}, {key_reused, 422},     {case_too_large, 409}};
  for (const auto& [code, status] : table) {
    const auto made = to_problem(model::Rejection{code, {"句", "sentence"}, "", {}});
    EXPECT_EQ(made.status, status) << model::code_name(code);
    EXPECT_EQ(made.code, model::code_name(code));
  }
  EXPECT_EQ(to_problem(model::Rejection{key_in_flight, {}, "", {}}).retry_after, 1);
}

TEST(Problem, of_a_rejection_carries_pointers_and_the_guard) {
  model::Rejection rejection{
      model::RejectionCode::guard_refused, {"不行", "no"}, "has_contact", {{"/contact", {"缺", "missing"}}}};
  const auto json = rendered(to_problem(rejection));
  EXPECT_EQ(json.at("guard"), "has_contact");
  EXPECT_EQ(json.at("detail"), "不行");
  EXPECT_EQ(json.at("errors").at(0).at("pointer"), "/contact");
}

TEST(Problem, of_a_failure_never_tells_its_detail) {
  const auto json = rendered(to_problem(Error(Errc::corrupt, "row of case_123 is cut short")));
  EXPECT_EQ(json.at("status"), 500);
  EXPECT_EQ(json.dump().find("case_123"), std::string::npos);
}

}  // namespace
}  // namespace docket::http

// What a voter opinion does beside moving: it is taken back, opens a dispute, and is sealed when it accuses.
#include <gtest/gtest.h>

#include "tests/support/machine_town.hpp"

namespace docket::test {
namespace {

class Opinion : public testing::Test {
 protected:
  MachineTown town{"voter-opinion"};
};

TEST_F(Opinion, an_upheld_objection_leaves_the_case_to_nobody) {
  const auto id = town.reach("objected");
  ASSERT_TRUE(town.now(id).assignment);
  accepted(town.act(id, "uphold_objection", "supervisor"));
  EXPECT_FALSE(town.now(id).assignment);
  EXPECT_EQ(town.now(id).cycle, 1u);
}

// A dispute is there in the same commit, with the petitioner as its applicant, and each leads to the other.
TEST_F(Opinion, a_conversion_opens_a_dispute_of_the_same_parties) {
  const auto opinion = town.now(town.reach("converted"));
  ASSERT_EQ(opinion.links.size(), 1u);
  EXPECT_EQ(opinion.links[0].relation, "converted_to");
  const auto dispute = town.now(opinion.links[0].other);
  EXPECT_EQ(dispute.workflow.id, "dispute");
  EXPECT_EQ(dispute.state, "applied");
  ASSERT_EQ(dispute.links.size(), 1u);
  EXPECT_EQ(dispute.links[0].other, opinion.id);
  const auto& data = dispute.data.json();
  EXPECT_EQ(data["source"], "opinion");
  EXPECT_EQ(data["dispute_type"], "neighbor");
  EXPECT_TRUE(data["applicant"]["phone"].contains("$personal"));
  EXPECT_TRUE(data["respondent"]["name"].contains("$personal"));
}

// Both machines of opinions write their numbers by the same template: they count on in one series.
TEST_F(Opinion, has_a_number_that_no_case_of_another_workflow_has) {
  const auto basic = accepted(town.life().write(open_case())).subject->number;
  const auto opinion = town.now(town.reach("submitted")).number;
  EXPECT_EQ(basic, "（河湾乡）民意〔2026〕0001号");
  EXPECT_EQ(opinion, "（河湾乡）民意〔2026〕0002号");
}

TEST_F(Opinion, an_accusation_is_sealed_from_its_first_event) {
  const auto opened =
      accepted(town.open("submit", "voter", {{"opinion_class", "accusation"}, {"accused_unit", "water"}}));
  const auto& protection = opened.subject->protection;
  EXPECT_EQ(protection.level, model::Level::sealed);
  EXPECT_EQ(protection.against.str(), "water");
  EXPECT_EQ(protection.readers.size(), 2u);
  const auto id = opened.subject->id;
  for (const auto* who : {"clerk", "handler", "admin", "auditor", "deputy"})
    EXPECT_EQ(rejected(town.act(id, "note", who)).code, model::RejectionCode::unknown_case) << who;
  EXPECT_EQ(accepted(town.act(id, "register", "clerk-04")).subject->state, "registered");
  EXPECT_EQ(
      accepted(town.act(id, "transfer_out", "supervisor", {{"notice", {{"method", "in_person"}, {"given_on", "@+0"}}}}))
          .subject->state,
      "transferred");
}

TEST_F(Opinion, tells_the_publisher_which_events_are_protected) {
  const auto opened =
      accepted(town.open("submit", "voter", {{"opinion_class", "accusation"}, {"accused_unit", "water"}}));
  EXPECT_TRUE(opened.event.guarded);
  const auto id = town.reach("registered");
  const auto level = [&](const char* name) {
    return accepted(town.act(id, "set_confidential", "supervisor", {{"level", name}, {"readers", {"supervisor-sun"}}}))
        .event.guarded;
  };
  EXPECT_FALSE(accepted(town.act(id, "note", "supervisor")).event.guarded);
  EXPECT_TRUE(level("confidential"));
  EXPECT_TRUE(accepted(town.act(id, "note", "supervisor")).event.guarded);
  EXPECT_TRUE(level("internal"));
  EXPECT_FALSE(accepted(town.act(id, "note", "supervisor")).event.guarded);
}

}  // namespace
}  // namespace docket::test

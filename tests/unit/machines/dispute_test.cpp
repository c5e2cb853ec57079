// What a dispute remembers: sessions and obligations are counted from nothing again in each round.
#include <gtest/gtest.h>

#include "tests/support/machine_town.hpp"

namespace docket::test {
namespace {

class Dispute : public testing::Test {
 protected:
  MachineTown town{"dispute"};

  void mediate(const model::CaseId& id) {
    accepted(town.act(id, "assign", "clerk"));
    accepted(town.act(id, "schedule", "@assignee"));
    accepted(town.act(id, "open_session", "@assignee"));
    accepted(town.act(id, "record_session", "@assignee"));
    accepted(town.act(id, "settle_on_spot", "@assignee"));
    const auto dispute = town.now(id);
    EXPECT_EQ(dispute.data.json()["sessions_held"], 1);
    EXPECT_EQ(dispute.data.json()["minutes_kept"], 1);
  }
};

TEST_F(Dispute, that_broke_out_again_is_mediated_from_its_first_session) {
  const auto id = town.reach("closed");
  accepted(town.act(id, "relapse", "clerk"));
  mediate(id);
}

TEST_F(Dispute, that_both_parties_bring_back_is_mediated_from_its_first_session) {
  const auto id = town.reach("failed");
  accepted(town.act(id, "remediate", "supervisor"));
  mediate(id);
}

TEST_F(Dispute, lists_the_obligations_that_are_done_and_nothing_else) {
  const auto id = town.reach("performing");
  accepted(town.act(id, "perform_item", "clerk"));
  const auto dispute = town.now(id);
  EXPECT_EQ(dispute.data.json()["obligations_done"], nlohmann::json::array({"one"}));
}

}  // namespace
}  // namespace docket::test

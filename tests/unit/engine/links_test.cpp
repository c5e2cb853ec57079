// Links have two ends in one commit; a merged case leads its members along; a case opens beside another.
#include <nlohmann/json.hpp>

#include "tests/unit/engine/small_town.hpp"

namespace docket {
namespace {

using model::Link;
using test::accepted;
using test::rejected;

class Links : public test::SmallTown {
 protected:
  model::Outcome merges(const model::CaseId& id, const model::CaseId& master) {
    return does(id, "clerk", "merge", R"({"master":")" + master.str() + "\"}");
  }
  std::vector<Link> of(const model::CaseId& id) { return now(id).links; }
};

TEST_F(Links, a_merge_writes_both_ends_in_one_commit) {
  const auto child = opened();
  const auto master = opened();
  const auto merged = accepted(merges(child, master));
  EXPECT_EQ(of(child), (std::vector<Link>{{"merged_into", master}}));
  EXPECT_EQ(of(master), (std::vector<Link>{{"has_member", child}}));
  ASSERT_EQ(merged.others.size(), 1U);
  EXPECT_EQ(merged.others[0].event.name, "member_added");
  EXPECT_EQ(merged.others[0].event.causation, merged.event.id());
  EXPECT_EQ(merged.others[0].position.offset, merged.position.offset + 1);
  EXPECT_EQ(now(master).state, "received") << "the master stays where it is";
}

TEST_F(Links, unmerging_takes_both_ends_away_and_leads_back) {
  const auto child = opened();
  const auto master = opened();
  accepted(does(child, "clerk", "give"));
  accepted(merges(child, master));
  accepted(does(child, "clerk", "unmerge"));
  EXPECT_TRUE(of(child).empty());
  EXPECT_TRUE(of(master).empty());
  EXPECT_EQ(now(child).state, "given");
}

TEST_F(Links, members_of_a_merged_case_follow_it_to_its_master) {
  const auto first = opened();
  const auto middle = opened();
  const auto last = opened();
  accepted(merges(first, middle));
  accepted(merges(middle, last));
  EXPECT_EQ(of(first), (std::vector<Link>{{"merged_into", last}}));
  EXPECT_EQ(of(middle), (std::vector<Link>{{"merged_into", last}}));
  EXPECT_EQ(of(last).size(), 2U);
}

TEST_F(Links, nothing_changes_when_a_merge_is_refused) {
  const auto child = opened();
  const auto master = opened();
  accepted(merges(master, opened()));
  const auto tail = life().writer().tail();
  EXPECT_EQ(rejected(merges(child, master)).guard, "master_open") << "merged itself";
  EXPECT_EQ(rejected(merges(child, child)).code, model::RejectionCode::bad_link);
  EXPECT_EQ(rejected(merges(child, model::CaseId("case_0198ffff-0000-7000-8000-000000000000"))).code,
            model::RejectionCode::unknown_user);
  EXPECT_EQ(rejected(does(child, "clerk", "merge", R"({"master":"x"})")).problems[0].pointer, "/master");
  EXPECT_EQ(life().writer().tail(), tail);
}

TEST_F(Links, a_merge_sees_what_the_same_batch_did_to_the_master) {
  const auto child = opened();
  const auto other = opened();
  const auto master = opened();
  const auto command = [&](const model::CaseId& id) {
    model::Command merge;
    merge.actor = person("clerk");
    merge.intent = model::ActOnCase{id, "merge", test::json_value(R"({"master":")" + master.str() + "\"}"), {}};
    return merge;
  };
  for (auto& outcome : life().write(std::vector{command(child), command(other)})) accepted(outcome);
  EXPECT_EQ(of(master).size(), 2U);
  EXPECT_EQ(now(master).sequence.value, 3U);
}

TEST_F(Links, a_case_that_opens_beside_takes_personal_values_along_and_links_back) {
  const auto id = opened();
  const auto talked = accepted(does(id, "clerk", "talk", R"({"with":"李四"})"));
  ASSERT_EQ(talked.others.size(), 1U);
  const auto beside = now(talked.others[0].event.case_id);
  EXPECT_EQ(beside.workflow.id, "talk");
  EXPECT_EQ(beside.number, "（小镇）调2026-1");
  EXPECT_EQ(beside.links, (std::vector<Link>{{"converted_from", id}}));
  EXPECT_EQ(of(id), (std::vector<Link>{{"converted_to", beside.id}}));
  const auto personal = *life().reader().personal(beside.org, beside.id);
  EXPECT_EQ(personal.at({1, "/about"}).json(), "路灯不亮") << "from the vault of the first case";
  EXPECT_EQ(personal.at({1, "/with"}).json(), "李四") << "from the form";
  EXPECT_EQ(talked.data.find("李四"), std::string::npos);
  EXPECT_EQ(talked.others[0].data.find("李四"), std::string::npos);
}

TEST_F(Links, a_replay_tells_of_the_other_case_again) {
  const auto id = opened();
  model::Command command;
  command.actor = person("clerk");
  command.intent = model::ActOnCase{id, "talk", test::json_value(R"({"with":"李四"})"), {}};
  command = test::with_key(command, "k1");
  const auto first = accepted(life().write(command));
  opened();
  const auto again = accepted(life().write(command));
  EXPECT_TRUE(again.replayed);
  ASSERT_EQ(again.others.size(), 1U);
  EXPECT_EQ(again.others[0].event.case_id, first.others[0].event.case_id);
}

TEST_F(Links, an_action_that_waits_is_refused_with_its_own_sentence) {
  const auto refused = rejected(does(opened(), "clerk", "extend"));
  EXPECT_EQ(refused.code, model::RejectionCode::not_yet);
  EXPECT_EQ(refused.sentence.zh_cn, "延期尚未开放。");
}

}  // namespace
}  // namespace docket

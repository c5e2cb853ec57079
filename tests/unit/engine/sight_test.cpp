// A case that is not somebody's to see does not exist for them: in search, counts and refusals, at once when its level
// changes.
#include "engine/model/sight.hpp"
#include "engine/index/circle.hpp"
#include "tests/unit/engine/small_town.hpp"

namespace docket {
namespace {

using model::Sight;
using test::accepted;
using test::rejected;

class Seeing : public test::SmallTown {
 protected:
  Sight sees(const std::string& user, const model::CaseId& id) {
    return model::sight(person(user), now(id), *directory_);
  }

  // Everybody of the town: listing, counting and acting agree with sight.
  void everybody_agrees(const model::CaseId& id) {
    for (const auto& [who, user] : directory_->users) {
      index::Query query;
      query.org = directory_->org;
      query.circle = index::circle_of(person(who.str()), test::orgs_of(directory_));
      const bool seen = sees(who.str(), id) != Sight::none;
      bool listed = false;
      for (const auto& found : life().reader().search(query)->cases) listed |= found.id == id;
      EXPECT_EQ(listed, seen) << who.str();
      std::uint64_t counted = 0;
      for (const auto& row : *life().reader().counts(query)) counted += row.count;
      EXPECT_EQ(counted, life().reader().search(query)->cases.size()) << who.str();
      const auto outcome = does(id, who.str(), "no_such_action");
      EXPECT_EQ(rejected(outcome).code == model::RejectionCode::unknown_case, !seen) << who.str();
    }
  }
};

TEST_F(Seeing, an_ordinary_case_is_seen_by_its_office_its_people_and_its_village) {
  const auto id = opened();
  EXPECT_EQ(sees("clerk", id), Sight::clear);
  EXPECT_EQ(sees("deputy-a", id), Sight::clear) << "of the village";
  EXPECT_EQ(sees("deputy-c", id), Sight::none);
  EXPECT_EQ(sees("auditor", id), Sight::masked);
  EXPECT_EQ(sees("handler", id), Sight::none);
  EXPECT_EQ(sees("mediator", id), Sight::none) << "the studio sees talks";
  everybody_agrees(id);
  accepted(does(id, "clerk", "give", R"({"to":"deputy-c"})"));
  EXPECT_EQ(sees("deputy-c", id), Sight::clear);
  everybody_agrees(id);
}

TEST_F(Seeing, an_accusation_exists_only_for_its_readers_from_its_first_event) {
  const auto id = accepted(opens("clerk", R"({"title":"吃拿卡要","area":"hewan","accusation":true,"accused":"water"})"))
                      .subject->id;
  for (const auto* nobody : {"clerk", "admin", "auditor", "handler", "deputy-b", "mediator"})
    EXPECT_EQ(sees(nobody, id), Sight::none) << nobody;
  EXPECT_EQ(sees("supervisor", id), Sight::clear);
  EXPECT_EQ(sees("deputy-a", id), Sight::clear) << "named by the directory";
  everybody_agrees(id);
}

TEST_F(Seeing, a_level_changes_what_is_served_at_once) {
  const auto id = opened();
  const auto other = opened();
  accepted(does(id, "clerk", "close_to", R"({"level":"confidential","readers":["deputy-c"]})"));
  EXPECT_EQ(sees("deputy-c", id), Sight::clear);
  EXPECT_EQ(sees("auditor", id), Sight::masked);
  EXPECT_EQ(sees("clerk", id), Sight::none);
  everybody_agrees(id);
  everybody_agrees(other);
  accepted(does(id, "supervisor", "close_to", R"({"level":"internal"})"));
  EXPECT_EQ(sees("clerk", id), Sight::clear);
  everybody_agrees(id);
}

TEST_F(Seeing, an_administrator_who_was_named_reads_no_accusation) {
  const auto id = opened();
  accepted(does(id, "clerk", "close_to", R"({"level":"sealed","readers":["admin","deputy-c"]})"));
  EXPECT_EQ(sees("deputy-c", id), Sight::clear);
  EXPECT_EQ(sees("admin", id), Sight::none) << "though a row of the index leads there";
  everybody_agrees(id);
}

TEST_F(Seeing, people_of_the_accused_unit_are_never_readers) {
  auto directory = *directory_;
  directory.sealed_readers = {model::UserId("handler")};
  directory_ = std::make_shared<const model::Directory>(std::move(directory));
  const auto refused = rejected(opens("clerk", R"({"title":"吃拿卡要","accusation":true,"accused":"water"})"));
  EXPECT_EQ(refused.code, model::RejectionCode::nobody_to_assign);
}

TEST_F(Seeing, a_hidden_case_is_no_case_to_link_to) {
  const auto hidden = accepted(opens("clerk", R"({"title":"吃拿卡要","accusation":true})")).subject->id;
  const auto refused = rejected(does(opened(), "clerk", "merge", R"({"master":")" + hidden.str() + "\"}"));
  EXPECT_EQ(refused.code, model::RejectionCode::unknown_user);
  EXPECT_EQ(refused.problems[0].pointer, "/master");
}

}  // namespace
}  // namespace docket

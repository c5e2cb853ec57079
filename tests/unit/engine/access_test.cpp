#include "engine/access.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "engine/index/cursor.hpp"
#include "tests/support/township.hpp"

namespace docket {
namespace {

const Timestamp now = *parse_timestamp("2026-09-01T01:00:00Z");

class AccessTokens : public testing::Test {
 protected:
  FreshToken issue(const std::string& user, std::optional<Timestamp> expires = {}) {
    auto fresh = make_token(random_);
    access_.add(fresh.id, {model::UserId(user), fresh.secret_hash, expires});
    return fresh;
  }
  test::SeededRandom random_{3};
  Access access_{test::orgs_of(test::demo_directory())};
};

TEST_F(AccessTokens, name_the_user_and_the_roles) {
  const auto actor = access_.authenticate(issue("mediator-chen").text, now);
  ASSERT_TRUE(actor);
  EXPECT_EQ(actor->user.str(), "mediator-chen");
  EXPECT_EQ(actor->unit.str(), "studio");
}

TEST_F(AccessTokens, are_refused_when_a_character_changed) {
  const auto fresh = issue("clerk-li");
  for (std::size_t i = 0; i < fresh.text.size(); ++i) {
    auto wrong = fresh.text;
    wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(access_.authenticate(wrong, now)) << i;
  }
}

TEST_F(AccessTokens, are_refused_when_unknown_expired_or_orphaned) {
  EXPECT_EQ(access_.authenticate(make_token(random_).text, now).error(), Denied::unknown);
  EXPECT_EQ(access_.authenticate(issue("clerk-li", now).text, now).error(), Denied::expired);
  EXPECT_EQ(access_.authenticate(issue("nobody").text, now).error(), Denied::no_such_user);
}

TEST_F(AccessTokens, are_refused_with_the_secret_of_another) {
  const auto fresh = make_token(random_);
  access_.add(fresh.id, {model::UserId("clerk-li"), make_token(random_).secret_hash, {}});
  EXPECT_EQ(access_.authenticate(fresh.text, now).error(), Denied::unknown);
}

TEST_F(AccessTokens, are_stored_without_their_secret) {
  const auto fresh = make_token(random_);
  const auto row = encode_token_row({model::UserId("clerk-li"), fresh.secret_hash, now});
  EXPECT_EQ(row.find(fresh.text.substr(30, 43)), std::string::npos);
  EXPECT_EQ(decode_token_row(row)->expires, now);
}

TEST(PageCursor, belongs_to_its_query_and_cannot_be_forged) {
  index::Query query;
  query.org = model::OrgId("hewan");
  query.state = "received";
  const auto cursor = index::make_cursor("secret", query, "place");
  EXPECT_EQ(index::open_cursor("secret", query, cursor), "place");
  EXPECT_FALSE(index::open_cursor("other", query, cursor));
  auto forged = cursor;
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  EXPECT_FALSE(index::open_cursor("secret", query, forged));
  for (const auto& change : std::vector<std::function<void(index::Query&)>>{
           [](auto& other) { other.state = "closed"; }, [](auto& other) { other.circle.asker = "somebody"; },
           [](auto& other) { other.fields["area"] = "hewan"; }, [](auto& other) { other.newest_first = true; }}) {
    auto other = query;
    change(other);
    EXPECT_FALSE(index::open_cursor("secret", other, cursor));
  }
}

}  // namespace
}  // namespace docket

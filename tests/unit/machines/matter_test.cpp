// When two cases are the same matter of the same person: what people type is told apart from who they are.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engine/decide/likeness.hpp"
#include "engine/decide/matter.hpp"
#include "engine/index/verify.hpp"
#include "engine/journal/keys.hpp"
#include "tests/support/machine_town.hpp"

namespace docket::test {
namespace {

using nlohmann::json;
namespace keys = journal::keys;

TEST(Likeness, sees_through_signs_digits_and_a_few_words) {
  EXPECT_TRUE(decide::alike("东沟3号桥路灯 坏了", "东沟5号桥路灯，坏了。"));
  EXPECT_TRUE(decide::alike("村口路灯坏了一个月，请修复。", "村口路灯坏了一个多月，请尽快修复！"));
  EXPECT_TRUE(decide::alike("Lamp No 3", "LAMP NO. ７"));
  EXPECT_FALSE(decide::alike("村口路灯坏了一个月，请修复。", "村东水渠堵了，雨天漫到路上。"));
}

TEST(Likeness, finds_a_text_inside_a_longer_one_but_not_two_words) {
  const std::string said = "村口东边第二盏路灯坏了一个月";
  const std::string told =
      "他说" + said + "，晚上孩子放学看不见路，家里老人也摔过一次，希望镇里派人来看看，尽快修好，谢谢。";
  EXPECT_TRUE(decide::alike(said, told));
  EXPECT_FALSE(decide::alike("路灯", told));
}

TEST(Likeness, of_nothing_is_equality) {
  EXPECT_TRUE(decide::alike("", ""));
  EXPECT_FALSE(decide::alike("", "路灯坏了"));
  EXPECT_TRUE(decide::alike("灯", "灯"));
  EXPECT_FALSE(decide::alike("\xFF\xFF", "路灯坏了"));
}

TEST(Identity, is_one_however_it_is_typed) {
  for (const auto* phone : {"100-1234-5678", "+86 100 1234 5678", "0086 10012345678", "１００１２３４５６７８",
                            "(100)12345678", "10012345678/10087654321", "无；100-1234-5678"})
    EXPECT_EQ(decide::normal_identity("phone", phone), "10012345678") << phone;
  for (const auto* id : {"11010119000101000x", "１１０１０１１９０００１０１０００Ｘ", "110101 19000101 000ｘ"})
    EXPECT_EQ(decide::normal_identity("id_no", id), "11010119000101000X") << id;
  for (const auto* filler : {"0", "none", "无", "00000000", "xxxxxxxx", ""}) {
    EXPECT_EQ(decide::normal_identity("id_no", filler), "") << filler;
    EXPECT_EQ(decide::normal_identity("phone", filler), "") << filler;
  }
  EXPECT_EQ(decide::normal_identity("phone", "没有"), "");
  EXPECT_EQ(decide::normal_identity("phone", "110"), "") << "nobody's own";
  EXPECT_EQ(decide::normal_identity("", "10012345678"), "");
}

class SameMatter : public testing::Test {
 protected:
  void TearDown() override {
    const auto verified = index::verify(town.store(), [](std::uint64_t) {});
    ASSERT_TRUE(verified);
    EXPECT_TRUE(verified->findings.empty()) << verified->findings.front();
  }

  model::CaseId registered(const json& petitioner, const json& changes = json::object()) {
    auto given = changes;
    given["petitioner"] = petitioner;
    return town.walk(json::array({json::array({"register", "clerk", given})}));
  }
  bool accepts(const model::CaseId& id) {
    const auto outcome = town.act(id, "accept", "clerk");
    const auto* no = std::get_if<model::Rejection>(&outcome);
    if (no != nullptr) EXPECT_EQ(no->guard, "no_open_same_matter");
    return no == nullptr;
  }
  std::size_t to_be_scrubbed() const {
    const auto prefix = keys::erasure("");
    return town.store().scan(journal::Family::meta, {prefix, keys::prefix_end(prefix), 100, false})->size();
  }
  std::size_t known() const {
    return town.store().scan(journal::Family::keys, {std::string(1, '\0'), "\x01", 100, false})->size();
  }

  const json zhang = {{"name", "张三"}, {"phone", "100-4321-0001"}, {"id_no", "11010119000101000X"}};
  MachineTown town{"voter-opinion"};
};

TEST_F(SameMatter, is_found_by_either_number) {
  registered(zhang);
  EXPECT_FALSE(accepts(registered({{"name", "张三"}, {"phone", "10043210001"}})));
  EXPECT_FALSE(accepts(registered({{"name", "张三"}, {"phone", "100-4321-0005"}, {"id_no", "11010119000101000x"}})));
  EXPECT_TRUE(accepts(registered({{"name", "张三"}, {"phone", "100-4321-0002"}}))) << "a name is nobody";
}

TEST_F(SameMatter, is_another_when_the_kind_or_the_text_is) {
  registered(zhang);
  EXPECT_TRUE(accepts(registered(zhang, {{"category", "water"}})));
  EXPECT_TRUE(accepts(registered(zhang, {{"summary", "村东水渠堵了，雨天漫到路上。"}})));
}

TEST_F(SameMatter, ends_with_the_case_that_was_open) {
  const auto first = registered(zhang);
  const auto second = registered(zhang);
  EXPECT_FALSE(accepts(second));
  accepted(town.act(first, "withdraw", "clerk"));
  EXPECT_TRUE(accepts(second));
}

TEST_F(SameMatter, is_one_that_was_merged_into_it) {
  const auto first = registered(zhang);
  const auto second = registered(zhang);
  accepted(town.act(second, "merge", "clerk", {{"master_id", first.str()}}));
  EXPECT_TRUE(accepts(first));
}

TEST_F(SameMatter, has_one_number_of_another_system) {
  const auto first = registered({{"name", "甲"}, {"phone", "100-4321-0003"}}, {{"external_no", "12345-7"}});
  const auto other = registered({{"name", "乙"}, {"phone", "100-4321-0004"}},
                                {{"external_no", "12345-7"}, {"category", "water"}, {"summary", "水渠堵了。"}});
  EXPECT_FALSE(accepts(other));
  accepted(town.act(first, "withdraw", "clerk"));
  EXPECT_TRUE(accepts(other));
}

TEST_F(SameMatter, that_the_actor_may_not_see_is_not_betrayed) {
  accepted(town.open("register", "clerk-04",
                     {{"petitioner", zhang}, {"opinion_class", "accusation"}, {"accused_unit", "water"}}));
  EXPECT_TRUE(accepts(registered(zhang)));
}

TEST_F(SameMatter, is_seen_before_it_is_committed) {
  const auto first = registered(zhang);
  const auto outcomes = town.life().write(
      {town.opening("register", "clerk", {{"petitioner", zhang}}), town.acting(first, "accept", "clerk")});
  EXPECT_EQ(rejected(outcomes[1]).guard, "no_open_same_matter");
}

TEST_F(SameMatter, follows_a_correction) {
  const auto first = registered(zhang);
  EXPECT_EQ(known(), 2U);
  accepted(town.act(first, "correct", "clerk",
                    {{"petitioner", {{"name", "张三"}, {"phone", "100-4321-0009"}, {"id_no", "11010119000101001X"}}}}));
  EXPECT_EQ(known(), 2U);
  EXPECT_EQ(to_be_scrubbed(), 2U) << "what they were known by may still stand in files";
  EXPECT_TRUE(accepts(registered(zhang)));
  EXPECT_FALSE(accepts(registered({{"name", "张三"}, {"phone", "100-4321-0009"}})));
  accepted(town.act(first, "redact", "admin", {{"subject", "petitioner"}}));
  EXPECT_EQ(to_be_scrubbed(), 0U);
}

TEST_F(SameMatter, is_forgotten_with_the_person) {
  const auto first = registered(zhang);
  accepted(town.act(first, "redact", "admin", {{"subject", "petitioner"}}));
  EXPECT_EQ(known(), 0U);
  EXPECT_TRUE(accepts(registered(zhang)));
}

TEST_F(SameMatter, is_forgotten_with_the_text) {
  const auto first = registered(zhang);
  accepted(town.act(first, "redact", "admin", {{"subject", "case"}}));
  EXPECT_EQ(known(), 2U);
  EXPECT_TRUE(accepts(registered(zhang)));
}

}  // namespace
}  // namespace docket::test

// What every store promises, run over each of them. A fixture gives `Fixture::open()`, the store of one test.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <thread>

#include "engine/journal/store.hpp"

namespace docket::journal {

template <typename Fixture>
class StoreContract : public testing::Test {
 protected:
  Store& store() { return fixture_.store(); }

  std::vector<std::string> keys(const Range& range) {
    std::vector<std::string> found;
    for (const auto& entry : *store().scan(Family::index, range)) found.push_back(entry.key);
    return found;
  }

  Fixture fixture_;
};

TYPED_TEST_SUITE_P(StoreContract);

TYPED_TEST_P(StoreContract, gives_back_what_was_appended) {
  ASSERT_TRUE(
      this->store().append({1, {{Family::log, "a", "1"}, {Family::cases, "a", "2"}, {Family::meta, "empty", ""}}}));
  EXPECT_EQ(*this->store().get(Family::log, "a"), "1");
  EXPECT_EQ(*this->store().get(Family::cases, "a"), "2");
  EXPECT_EQ(*this->store().get(Family::meta, "empty"), "");
  EXPECT_EQ(*this->store().get(Family::vault, "a"), std::nullopt);
}

TYPED_TEST_P(StoreContract, applies_rows_of_a_commit_in_their_order) {
  ASSERT_TRUE(this->store().append({1,
                                    {{Family::index, "a", "1"},
                                     {Family::index, "a", std::nullopt},
                                     {Family::index, "b", "1"},
                                     {Family::index, "b", "2"}}}));
  EXPECT_EQ(*this->store().get(Family::index, "a"), std::nullopt);
  EXPECT_EQ(*this->store().get(Family::index, "b"), "2");
}

TYPED_TEST_P(StoreContract, erases_and_does_not_mind_what_is_not_there) {
  ASSERT_TRUE(this->store().append({1, {{Family::index, "a", "1"}}}));
  ASSERT_TRUE(this->store().append({2, {{Family::index, "a", std::nullopt}, {Family::index, "never", std::nullopt}}}));
  EXPECT_EQ(*this->store().get(Family::index, "a"), std::nullopt);
}

TYPED_TEST_P(StoreContract, scans_from_inclusive_to_exclusive_in_byte_order) {
  ASSERT_TRUE(this->store().append(
      {1,
       {{Family::index, "b", ""}, {Family::index, "a", ""}, {Family::index, "c", ""}, {Family::index, "\xFF", ""}}}));
  EXPECT_EQ(this->keys({"a", "c", 10, false}), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(this->keys({"a", "c", 10, true}), (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(this->keys({"", std::string(9, '\xFF'), 2, false}), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(this->keys({"", std::string(9, '\xFF'), 1, true}), (std::vector<std::string>{"\xFF"}));
  EXPECT_TRUE(this->keys({"c", "a", 10, false}).empty());
}

TYPED_TEST_P(StoreContract, answers_many_keys_in_their_order) {
  ASSERT_TRUE(this->store().append({1, {{Family::vault, "a", "1"}, {Family::vault, "c", "3"}}}));
  const std::vector<std::string> wanted = {"c", "b", "a"};
  const auto values = *this->store().get_many(Family::vault, wanted);
  EXPECT_EQ(values, (std::vector<std::optional<std::string>>{"3", std::nullopt, "1"}));
}

TYPED_TEST_P(StoreContract, keeps_keys_with_any_bytes_apart) {
  const std::string zero("a\0b", 3);
  ASSERT_TRUE(this->store().append({1, {{Family::meta, zero, "x"}, {Family::meta, "a", "y"}}}));
  EXPECT_EQ(*this->store().get(Family::meta, zero), "x");
  EXPECT_EQ(*this->store().get(Family::meta, "a"), "y");
}

TYPED_TEST_P(StoreContract, shows_a_hint_at_once_and_keeps_the_last) {
  ASSERT_TRUE(this->store().hint({Family::meta, "cursor", "1"}));
  ASSERT_TRUE(this->store().append({1, {{Family::log, "a", "1"}}}));
  ASSERT_TRUE(this->store().hint({Family::meta, "cursor", "2"}));
  EXPECT_EQ(*this->store().get(Family::meta, "cursor"), "2");
  EXPECT_EQ(*this->store().get(Family::log, "a"), "1");
  ASSERT_TRUE(this->store().hint({Family::meta, "cursor", std::nullopt}));
  EXPECT_EQ(*this->store().get(Family::meta, "cursor"), std::nullopt);
}

TYPED_TEST_P(StoreContract, takes_hints_of_another_thread_beside_commits) {
  std::thread follower([this] {
    for (int i = 1; i <= 200; ++i) ASSERT_TRUE(this->store().hint({Family::meta, "cursor", std::to_string(i)}));
  });
  for (std::uint64_t i = 1; i <= 200; ++i) {
    ASSERT_TRUE(this->store().append({i, {{Family::log, "record", std::to_string(i)}}}));
  }
  follower.join();
  EXPECT_EQ(*this->store().get(Family::meta, "cursor"), "200");
  EXPECT_EQ(*this->store().get(Family::log, "record"), "200");
}

REGISTER_TYPED_TEST_SUITE_P(StoreContract, shows_a_hint_at_once_and_keeps_the_last,
                            takes_hints_of_another_thread_beside_commits, gives_back_what_was_appended,
                            applies_rows_of_a_commit_in_their_order, erases_and_does_not_mind_what_is_not_there,
                            scans_from_inclusive_to_exclusive_in_byte_order, answers_many_keys_in_their_order,
                            keeps_keys_with_any_bytes_apart);

}  // namespace docket::journal

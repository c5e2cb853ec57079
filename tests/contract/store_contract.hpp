// What every store promises, run over each of them. A fixture gives `store()`, the store of one test, and
// `holds(bytes)`: do these stand anywhere that outlives the process?
#pragma once

#include <gtest/gtest.h>

#include <atomic>
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

TYPED_TEST_P(StoreContract, scrubs_what_was_erased_and_nothing_else) {
  const std::string secret = "a secret that must go, erased";
  const std::string kept = "a secret that stays, not erased";
  ASSERT_TRUE(this->store().append(
      {1, {{Family::keys, "a", secret}, {Family::keys, "b", kept}, {Family::cases, "of the same commit", "a row"}}}));
  EXPECT_TRUE(this->fixture_.holds(secret));
  ASSERT_TRUE(this->store().append({2, {{Family::keys, "a", std::nullopt}}}));
  const std::vector<std::string> erased = {"a"};
  ASSERT_TRUE(this->store().scrub(Family::keys, erased));
  EXPECT_FALSE(this->fixture_.holds(secret));
  EXPECT_TRUE(this->fixture_.holds(kept));
  EXPECT_EQ(*this->store().get(Family::keys, "b"), kept);
  ASSERT_TRUE(this->store().append({3, {{Family::keys, "a", "anew"}}}));
  EXPECT_EQ(*this->store().get(Family::keys, "a"), "anew");
}

TYPED_TEST_P(StoreContract, scrubs_what_was_written_over) {
  const std::string secret = "a secret that must go, written over";
  ASSERT_TRUE(this->store().append({1, {{Family::keys, "a", secret}}}));
  ASSERT_TRUE(this->store().append({2, {{Family::keys, "a", "anew"}}}));
  const std::vector<std::string> erased = {"a"};
  ASSERT_TRUE(this->store().scrub(Family::keys, erased));
  EXPECT_FALSE(this->fixture_.holds(secret));
  EXPECT_EQ(*this->store().get(Family::keys, "a"), "anew");
}

TYPED_TEST_P(StoreContract, scrubs_what_lies_deep_among_other_rows) {
  const std::string secret = "a secret that must go, deep";
  std::vector<std::string> erased;
  for (int round = 0; round < 3; ++round) {
    std::vector<Row> rows;
    for (int i = 0; i < 500; ++i)
      rows.push_back({Family::keys, "row " + std::to_string(i), "value " + std::to_string(i * 7 + round)});
    erased.push_back("row 25" + std::to_string(round));
    rows.push_back({Family::keys, erased.back(), secret + std::to_string(round)});
    rows.push_back({Family::log, "record", std::to_string(round)});
    ASSERT_TRUE(this->store().append({1, std::move(rows)}));
    // Erased in a later file than written, each time one level further.
    ASSERT_TRUE(this->store().scrub(Family::keys, std::vector<std::string>{"row 1"}));
    EXPECT_TRUE(this->fixture_.holds(secret + std::to_string(round)));
  }
  std::vector<Row> rows;
  for (const auto& key : erased) rows.push_back({Family::keys, key, std::nullopt});
  ASSERT_TRUE(this->store().append({2, std::move(rows)}));
  ASSERT_TRUE(this->store().scrub(Family::keys, erased));
  EXPECT_FALSE(this->fixture_.holds(secret));
  EXPECT_EQ(this->store().scan(Family::keys, {"", "\xFF", 1000, false})->size(), 497U);
  EXPECT_EQ(*this->store().get(Family::log, "record"), "2");
}

TYPED_TEST_P(StoreContract, scrubs_beside_readers_and_hints) {
  const std::string secret = "a secret that must go, while others read";
  std::vector<Row> rows;
  // So many that somebody is nearly always in the middle of them.
  for (int i = 0; i < 30'000; ++i) rows.push_back({Family::keys, "row " + std::to_string(i), std::string(100, 'x')});
  ASSERT_TRUE(this->store().append({1, std::move(rows)}));
  std::atomic<bool> over{false};
  std::thread reader([&] {
    while (!over) ASSERT_TRUE(this->store().scan(Family::keys, {"", "\xFF", 30'000, false}));
  });
  std::thread follower([&] {
    for (int i = 0; !over; ++i) ASSERT_TRUE(this->store().hint({Family::meta, "cursor", std::to_string(i)}));
  });
  for (int round = 0; round < 6; ++round) {
    ASSERT_TRUE(this->store().append({1, {{Family::keys, "row 7", secret}}}));
    ASSERT_TRUE(this->store().scrub(Family::keys, std::vector<std::string>{"row 8"}));  // into a file that readers hold
    EXPECT_TRUE(this->fixture_.holds(secret));
    ASSERT_TRUE(this->store().append({2, {{Family::keys, "row 7", std::nullopt}}}));
    const std::vector<std::string> erased = {"row 7"};
    ASSERT_TRUE(this->store().scrub(Family::keys, erased));
    EXPECT_FALSE(this->fixture_.holds(secret));
  }
  over = true;
  reader.join();
  follower.join();
}

TYPED_TEST_P(StoreContract, scrubs_nothing_without_a_word) {
  EXPECT_TRUE(this->store().scrub(Family::keys, {}));
  const std::vector<std::string> never = {"never there", "nor this"};
  EXPECT_TRUE(this->store().scrub(Family::keys, never));
  EXPECT_TRUE(this->store().scrub(Family::keys, never));
}

REGISTER_TYPED_TEST_SUITE_P(StoreContract, scrubs_what_was_erased_and_nothing_else, scrubs_what_was_written_over,
                            scrubs_what_lies_deep_among_other_rows, scrubs_beside_readers_and_hints,
                            scrubs_nothing_without_a_word, shows_a_hint_at_once_and_keeps_the_last,
                            takes_hints_of_another_thread_beside_commits, gives_back_what_was_appended,
                            applies_rows_of_a_commit_in_their_order, erases_and_does_not_mind_what_is_not_there,
                            scans_from_inclusive_to_exclusive_in_byte_order, answers_many_keys_in_their_order,
                            keeps_keys_with_any_bytes_apart);

}  // namespace docket::journal

#include "engine/vault/vault.hpp"

#include <gtest/gtest.h>

#include "adapters/memory/store.hpp"
#include "engine/journal/keys.hpp"
#include "engine/vault/seal.hpp"
#include "tests/support/township.hpp"

namespace docket::vault {
namespace {

namespace keys = journal::keys;
using journal::Family;

const model::OrgId hewan("hewan");
const model::CaseId some_case("case_01a1eb42-2440-7abc-8000-000000000002");

class Sealing : public testing::Test {
 protected:
  Key fresh() { return Key::fresh(random_); }

  test::SeededRandom random_{41};
};

TEST_F(Sealing, is_opened_by_its_key_in_its_place) {
  const auto key = fresh();
  const auto sealed = seal(key, "a row", "张三丰，13900001111", random_);
  EXPECT_EQ(unseal(key, "a row", sealed), "张三丰，13900001111");
  EXPECT_EQ(sealed.find("张三丰"), std::string::npos);
  EXPECT_EQ(unseal(key, "another row", sealed), std::nullopt);
  EXPECT_EQ(unseal(fresh(), "a row", sealed), std::nullopt);
  EXPECT_EQ(unseal(key, "a row", seal(key, "a row", "", random_)), "");
}

TEST_F(Sealing, notices_every_byte_that_was_changed_or_cut) {
  const auto key = fresh();
  const auto sealed = seal(key, "a row", "personal", random_);
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    for (const char flip : {'\x01', '\x80'}) {
      auto changed = sealed;
      changed[at] = static_cast<char>(changed[at] ^ flip);
      EXPECT_EQ(unseal(key, "a row", changed), std::nullopt) << at;
    }
    EXPECT_EQ(unseal(key, "a row", sealed.substr(0, at)), std::nullopt) << at;
  }
  EXPECT_EQ(unseal(key, "a row", sealed + '\0'), std::nullopt);
}

TEST_F(Sealing, never_seals_twice_alike) {
  const auto key = fresh();
  EXPECT_NE(seal(key, "a row", "personal", random_), seal(key, "a row", "personal", random_));
}

// Known answer, from the test vectors of the GCM specification (McGrew and Viega, test case 16).
TEST_F(Sealing, is_the_aes_256_gcm_that_others_speak) {
  const auto bytes = [](std::string_view hex) {
    std::string out;
    for (std::size_t i = 0; i < hex.size(); i += 2)
      out += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    return out;
  };
  const auto key = *Key::from(bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"));
  const auto text = bytes(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657"
      "ba"
      "637b39");
  const auto sealed = bytes(
      "cafebabefacedbaddecaf888522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b10"
      "56"
      "828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b");
  EXPECT_EQ(unseal(key, bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2"), sealed), text);
}

TEST_F(Sealing, wraps_a_key_for_one_row_and_one_master) {
  const MasterKey master(fresh());
  const SubjectKey key{{7}, fresh()};
  const auto wrapped = master.wrap(key, "a row", random_);
  const auto back = master.unwrap("a row", wrapped);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->key.bytes(), key.key.bytes());
  EXPECT_EQ(back->since, key.since);
  EXPECT_EQ(MasterKey::since(wrapped), key.since);
  EXPECT_EQ(wrapped.find(key.key.bytes()), std::string::npos);
  EXPECT_FALSE(master.unwrap("another row", wrapped));
  EXPECT_FALSE(MasterKey(fresh()).unwrap("a row", wrapped));
  for (std::size_t at = 0; at < wrapped.size(); ++at) {
    auto changed = wrapped;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(master.unwrap("a row", changed)) << at;
  }
}

TEST_F(Sealing, knows_its_master_key_by_the_check) {
  const MasterKey master(fresh());
  const auto check = master.make_check(random_);
  EXPECT_TRUE(master.passes(check));
  EXPECT_FALSE(MasterKey(fresh()).passes(check));
  EXPECT_FALSE(master.passes(""));
}

TEST_F(Sealing, takes_keys_of_one_length_only) {
  EXPECT_FALSE(Key::from("short"));
  EXPECT_TRUE(Key::from(std::string(Key::size, 'k')));
  EXPECT_NE(fresh().bytes(), fresh().bytes());
}

class Keeping : public testing::Test {
 protected:
  RingPtr keep(std::uint64_t sequence, const std::string& subject, const std::string& value, RingPtr ring) {
    model::PersonalRow row{hewan, some_case, subject, {sequence}, {}};
    row.values.emplace("/name", test::json_value("\"" + value + "\""));
    std::vector<journal::Row> rows;
    ring = vault_.seal(row, ring, random_, rows);
    EXPECT_TRUE(store_.append({0, std::move(rows)}));
    return ring;
  }
  std::map<std::uint64_t, std::string> names() {
    std::map<std::uint64_t, std::string> names;
    const auto contents = vault_.read(hewan, some_case);
    EXPECT_TRUE(contents) << contents.error().detail;
    if (contents)
      for (const auto& [place, value] : contents->values) names[place.first] = value.dump();
    return names;
  }
  void erase(const std::string& subject) {
    ASSERT_TRUE(store_.append({0, {{Family::keys, keys::subject_key(hewan, some_case, subject), std::nullopt}}}));
  }

  test::SeededRandom random_{42};
  memory::Store store_;
  Vault vault_{store_, test::master_key()};
};

TEST_F(Keeping, gives_back_what_was_sealed_and_makes_one_key_per_subject) {
  auto ring = keep(1, "petitioner", "张三", nullptr);
  ring = keep(1, "case", "路灯", ring);
  ring = keep(2, "petitioner", "李四", ring);
  EXPECT_EQ(ring->size(), 2U);
  const auto contents = vault_.read(hewan, some_case);
  ASSERT_TRUE(contents);
  EXPECT_EQ(contents->ring->size(), 2U);
  EXPECT_EQ(store_.scan(Family::keys, {"", "\xFF", 10, false})->size(), 2U);
  EXPECT_EQ(names().at(2), "\"李四\"");
}

TEST_F(Keeping, of_an_erased_subject_is_nothing_and_no_error) {
  keep(1, "petitioner", "张三", keep(2, "case", "路灯", nullptr));
  erase("petitioner");
  EXPECT_EQ(names(), (std::map<std::uint64_t, std::string>{{2, "\"路灯\""}}));
}

TEST_F(Keeping, anew_after_an_erasure_does_not_bring_back_what_was_erased) {
  keep(1, "petitioner", "张三", nullptr);
  erase("petitioner");
  const auto ring = keep(3, "petitioner", "李四", nullptr);
  EXPECT_EQ(ring->at("petitioner").since, model::Sequence{3});
  EXPECT_EQ(names(), (std::map<std::uint64_t, std::string>{{3, "\"李四\""}}));
}

TEST_F(Keeping, tells_damage_from_erasure) {
  keep(1, "petitioner", "张三", nullptr);
  for (const auto family : {Family::vault, Family::keys}) {
    const auto row = store_.scan(family, {"", "\xFF", 1, false})->front();
    for (std::size_t at = 0; at < row.value.size(); ++at) {
      auto changed = row.value;
      changed[at] = static_cast<char>(changed[at] ^ 1);
      ASSERT_TRUE(store_.append({0, {{family, row.key, changed}}}));
      const auto contents = vault_.read(hewan, some_case);
      ASSERT_FALSE(contents) << at;
      EXPECT_TRUE(contents.error().is(Errc::corrupt));
    }
    ASSERT_TRUE(store_.append({0, {{family, row.key, row.value}}}));
  }
  EXPECT_EQ(names().size(), 1U);
}

TEST_F(Keeping, does_not_open_in_another_row) {
  keep(1, "petitioner", "张三", nullptr);
  const auto row = store_.scan(Family::vault, {"", "\xFF", 1, false})->front();
  const auto moved = keys::vault({hewan, some_case, "petitioner", {2}, {}});
  ASSERT_TRUE(store_.append({0, {{Family::vault, row.key, std::nullopt}, {Family::vault, moved, row.value}}}));
  EXPECT_FALSE(vault_.read(hewan, some_case));
}

TEST(VaultKeys, say_what_a_row_is_about) {
  const auto place = keys::vault_place(keys::vault({hewan, some_case, "petitioner", {9}, {}}));
  ASSERT_TRUE(place);
  EXPECT_EQ(place->subject, "petitioner");
  EXPECT_EQ(place->sequence, model::Sequence{9});
  const auto key = keys::vault({hewan, some_case, "case", {1}, {}});
  for (std::size_t cut = 0; cut < key.size(); ++cut) EXPECT_FALSE(keys::vault_place(key.substr(0, cut))) << cut;
}

}  // namespace
}  // namespace docket::vault

// Rows of queues follow from the cases, whatever state the rows were left in.
#include <gtest/gtest.h>

#include "adapters/memory/store.hpp"
#include "engine/index/queue_rebuild.hpp"
#include "engine/index/reader.hpp"
#include "engine/journal/keys.hpp"
#include "tests/support/township.hpp"

namespace docket::test {
namespace {

namespace keys = journal::keys;
using journal::Family;

class QueueRows : public testing::Test {
 protected:
  void SetUp() override {
    Life life(store, clock, random);
    for (int i = 0; i < 3; ++i) id = accepted(life.write(open_case())).subject->id;
    tail = life.writer().tail();
  }
  std::vector<journal::Entry> rows() const {
    std::vector<journal::Entry> found;
    for (auto& row : *store.scan(Family::index, {"", std::string(9, '\xFF'), 10'000, false})) {
      const auto letter = row.key[row.key.find('\0') + 1];
      if (letter == 'q' || letter == 'm') found.push_back(std::move(row));
    }
    return found;
  }
  void put(Family family, const std::string& key, std::optional<std::string> value) {
    ASSERT_TRUE(store.append({tail, {{family, key, std::move(value)}}}));
  }

  memory::Store store;
  ManualClock clock;
  SeededRandom random{1};
  model::CaseId id;
  std::uint64_t tail = 0;
};

TEST_F(QueueRows, are_made_of_cases_that_an_older_version_wrote) {
  const auto before = rows();
  ASSERT_FALSE(before.empty());
  auto row = **store.get(Family::cases, keys::case_row(id));
  row[1] = static_cast<char>(row[1] + 1);  // the version of evolve
  put(Family::cases, keys::case_row(id), row);
  put(Family::meta, keys::queues(), "other filters");
  ASSERT_TRUE(index::keep_queues(store, shipped_queues()));
  const auto after = rows();
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < after.size(); ++i) EXPECT_EQ(after[i].key, before[i].key);
}

TEST_F(QueueRows, go_when_there_are_no_queues_any_more_though_it_takes_two_starts) {
  ASSERT_FALSE(rows().empty());
  ASSERT_TRUE(index::keep_queues(store, {}));
  EXPECT_TRUE(rows().empty());
  EXPECT_FALSE(store.get(Family::meta, keys::queues())->has_value());
  put(Family::meta, keys::queues(), "being made");  // the first start ended here, some rows still there
  put(Family::index, keys::queue_counter(model::OrgId("hewan"), "left", ""), std::string(8, '\1'));
  ASSERT_TRUE(index::keep_queues(store, {}));
  EXPECT_TRUE(rows().empty());
}

}  // namespace
}  // namespace docket::test

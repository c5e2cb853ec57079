// What one transaction takes from the log.
#include "adapters/kafka/batch.hpp"

#include <gtest/gtest.h>

#include "adapters/kafka/message.hpp"

namespace docket::kafka {
namespace {

journal::Record record(std::uint64_t offset, const std::string& data = "{}", const std::string& id = "case_a") {
  model::Event event;
  event.case_id = model::CaseId(id);
  event.name = "opened";
  return {{0, offset}, event, data};
}

std::vector<journal::Record> records(std::uint64_t from, std::uint64_t to) {
  std::vector<journal::Record> made;
  for (auto offset = from; offset <= to; ++offset) made.push_back(record(offset));
  return made;
}

std::vector<std::uint64_t> offsets(const Batch& batch) {
  std::vector<std::uint64_t> found;
  for (const auto& event : batch.events) found.push_back(event.record.position.offset);
  return found;
}

using Offsets = std::vector<std::uint64_t>;

TEST(Batch, takes_what_its_lane_lacks) {
  const auto batch = select(records(1, 5), {{3, 3, 9}}, {}, 1000);
  EXPECT_EQ(offsets(batch), (Offsets{4, 5}));
  EXPECT_EQ(batch.through, 5U);
  EXPECT_FALSE(batch.cut);
}

TEST(Batch, gives_each_lane_its_own_due) {
  const std::vector<Lane> lanes = {{10, 10, 1}, {0, 0, 0}};
  std::vector<journal::Record> given;
  for (std::uint64_t offset = 1; offset <= 10; ++offset) {
    given.push_back(record(offset, "{}", "case_" + std::to_string(offset)));
  }
  for (const auto& event : select(std::move(given), lanes, {}, 1000).events) EXPECT_EQ(event.partition, 1);
}

TEST(Batch, ends_at_its_number_of_events_and_says_how_far_it_looked) {
  const auto batch = select(records(1, 5), {{0, 0, 0}}, {}, 2);
  EXPECT_EQ(offsets(batch), (Offsets{1, 2}));
  EXPECT_EQ(batch.through, 2U);
  EXPECT_TRUE(batch.cut);
}

TEST(Batch, ends_at_its_size_but_lets_one_large_event_go_alone) {
  Options options;
  options.batch_bytes_max = 100;
  std::vector<journal::Record> given = {record(1, std::string(60, 'x')), record(2, std::string(60, 'x')),
                                        record(3, std::string(300, 'x'))};
  EXPECT_EQ(offsets(select(given, {{0, 0, 0}}, options, 1000)), (Offsets{1}));
  EXPECT_EQ(offsets(select({given[2]}, {{0, 0, 0}}, options, 1000)), (Offsets{3}));
}

TEST(Batch, looks_past_what_is_not_wanted) {
  Options options;
  options.types = {"docket.case.rated.*"};
  const auto batch = select(records(1, 5), {{0, 0, 0}}, options, 1000);
  EXPECT_TRUE(batch.events.empty());
  EXPECT_EQ(batch.through, 5U);
}

}  // namespace
}  // namespace docket::kafka

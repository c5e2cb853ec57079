// A year through the real writer, over memory: everything scripted is accepted, and it is the same year again.
#include "tools/seed/seeding.hpp"

#include "adapters/memory/store.hpp"
#include "engine/index/queue_rebuild.hpp"
#include "engine/index/verify.hpp"
#include "engine/journal/codec.hpp"
#include "engine/journal/keys.hpp"
#include "tests/unit/tools/seed/synthetic_town.hpp"

namespace docket::seed {
namespace {

using test::synthetic_town;

// One seeding with a store of its own.
class Year {
 public:
  Year(std::uint64_t seed, std::size_t cases, std::size_t batch_max = 256) {
    const partition::World world{store,   reader,
                                 vault,   definitions,
                                 access,  test::shipped_calendar(),
                                 clock,   random,
                                 metrics, test::shipped_queues(),
                                 hooks,   &ids};
    EXPECT_TRUE(index::keep_queues(store, test::shipped_queues()));
    auto writer = std::move(*partition::Writer::open(world, {}));
    Seeding seeding(*writer, clock, ids, {batch_max});
    auto town = synthetic_town(seed, cases);
    auto plan = plan_arrivals(*town, cases);
    seeding.add(std::move(town), std::move(plan));
    summary = std::move(*seeding.run([](std::size_t, std::size_t, Timestamp) {}));
  }

  std::vector<std::string> events() const {
    std::vector<std::string> texts;
    for (const auto& record : *reader.events({}, 1'000'000)) texts.push_back(journal::cloud_event(record));
    return texts;
  }

  std::string subject_keys() const {
    std::string all;
    for (const auto& row : *store.scan(journal::Family::keys, {"", "\xff", 100'000, false})) all += row.value;
    return all;
  }

  memory::Store store;
  ManualClock clock;
  SeededIds ids;
  SystemRandom random;
  Metrics metrics;
  Access access{test::orgs_of(test::demo_directory())};
  Hooks hooks;
  vault::Vault vault{store, test::master_key()};
  index::Reader reader{store, std::string(32, 's'), &vault};
  partition::Definitions definitions{store, test::shipped_catalog()};
  Summary summary;
};

const Year& large() {
  static const Year year(1, 2000);
  return year;
}

TEST(SeededYear, opens_the_cases_and_is_hardly_ever_refused) {
  const auto& summary = large().summary;
  EXPECT_EQ(summary.cases, 2000U);
  std::string said;
  for (const auto& [what, count] : summary.refusals) said += what + '\n';
  EXPECT_LT(static_cast<double>(summary.refused), 0.01 * static_cast<double>(summary.commands)) << said;
}

TEST(SeededYear, has_a_case_in_every_state_of_both_machines) {
  for (const auto* id : {"voter-opinion", "dispute"}) {
    const auto& states = large().summary.states.at(id);
    for (const auto& state : test::shipped_catalog().find(id)->states) {
      const auto found = states.find(state.id);
      EXPECT_TRUE(found != states.end() && found->second > 0) << id << ": " << state.id;
    }
  }
}

TEST(SeededYear, is_a_sound_log_that_ends_before_its_end) {
  const auto report = index::verify(large().store, [](std::uint64_t) {});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->finding_count, 0U) << (report->findings.empty() ? "" : report->findings.front());
  EXPECT_EQ(report->records, large().summary.events);
  for (const auto& record : *large().reader.events({}, 1'000'000)) {
    EXPECT_GE(record.event.recorded, test::test_window().from);
    EXPECT_LT(record.event.recorded, test::test_window().until);
    EXPECT_EQ(record.event.time, record.event.recorded);
  }
}

TEST(SeededYear, counts_states_as_the_cases_say) {
  std::map<std::string, std::map<std::string, std::int64_t>> states;
  for (const auto& row : *large().store.scan(journal::Family::cases, {"", "\xff\xff\xff\xff", 1'000'000, false})) {
    if (!journal::keys::is_case_row(row.key)) continue;
    const auto subject = journal::decode_case(row.value);
    ASSERT_TRUE(subject && *subject);
    ++states[(*subject)->workflow.id][(*subject)->state];
  }
  for (const auto& [workflow, counted] : large().summary.states) {
    for (const auto& [state, count] : counted) EXPECT_EQ(count, states[workflow][state]) << workflow << ' ' << state;
  }
}

// Also whatever a batch holds: here one command, there up to 256.
TEST(SeededYear, is_the_same_again_byte_for_byte_but_for_its_keys) {
  const Year one(7, 300);
  const Year again(7, 300, 1);
  EXPECT_EQ(one.events(), again.events());
  EXPECT_NE(one.subject_keys(), again.subject_keys());
  EXPECT_NE(one.events(), Year(8, 300).events());
}

}  // namespace
}  // namespace docket::seed

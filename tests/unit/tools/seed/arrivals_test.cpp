// What comes in: how much, when, from whom, about what.
#include "tools/seed/arrivals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "tests/unit/tools/seed/synthetic_town.hpp"

namespace docket::seed {
namespace {

using test::synthetic_town;

constexpr std::size_t many = 12'000;

// One plan and its stories, shared by the tests that count.
struct Year {
  std::shared_ptr<const Town> town = synthetic_town(1, many);
  Plan plan = plan_arrivals(*town, many);
  std::vector<Story> stories;
  Year() {
    for (const auto& arrival : plan.arrivals) stories.push_back(story_of(*town, arrival));
  }
};

const Year& year() {
  static const Year made;
  return made;
}

double share(const auto& holds) {
  return static_cast<double>(std::ranges::count_if(year().stories, holds)) / static_cast<double>(year().stories.size());
}

double share_of_opinions(const auto& holds) {
  const auto opinions = share([](const Story& story) { return story.kind == Kind::opinion; });
  return share([&](const Story& story) { return story.kind == Kind::opinion && holds(story); }) / opinions;
}

TEST(SeedArrivals, open_as_many_cases_as_asked_for) {
  EXPECT_EQ(year().plan.cases, many);
  EXPECT_LT(year().plan.arrivals.size(), many);  // some opinions turn into disputes
  for (const std::size_t few : {1U, 2U, 7U, 100U}) EXPECT_EQ(plan_arrivals(*synthetic_town(3), few).cases, few);
}

TEST(SeedArrivals, lie_in_the_window_in_order) {
  const auto& arrivals = year().plan.arrivals;
  EXPECT_TRUE(std::ranges::is_sorted(arrivals, {}, &Arrival::at));
  EXPECT_GE(arrivals.front().at, year().town->window().from);
  EXPECT_LT(arrivals.back().at, year().town->window().until);
}

TEST(SeedArrivals, make_a_case_the_same_whatever_comes_after_it) {
  std::map<std::uint32_t, Arrival> large;
  for (const auto& arrival : year().plan.arrivals) large.emplace(arrival.index, arrival);
  std::size_t same = 0;
  for (const auto& arrival : plan_arrivals(*year().town, 3000).arrivals) {
    if (arrival.attempt != 0) continue;  // one of the last, chosen for where it stands
    const auto& other = large.at(arrival.index);
    EXPECT_EQ(arrival.at, other.at);
    EXPECT_EQ(arrival.original, other.original);
    ++same;
  }
  EXPECT_GT(same, 2800U);
}

TEST(SeedArrivals, are_of_the_kinds_and_sorts_that_the_parameters_say) {
  EXPECT_NEAR(share([](const Story& story) { return story.kind == Kind::opinion; }), 600.0 / 1050, 0.02);
  EXPECT_NEAR(share_of_opinions([](const Story& story) { return story.channel == "station_day"; }), 0.3 * 0.88, 0.03);
  EXPECT_NEAR(share_of_opinions([](const Story& story) { return story.opinion_class == "claim"; }), 0.4, 0.02);
  EXPECT_NEAR(share_of_opinions([](const Story& story) { return story.sealed(); }), 0.03, 0.008);
  EXPECT_NEAR(share_of_opinions([](const Story& story) { return story.anonymous; }), 0.04, 0.01);
  EXPECT_NEAR(share([](const Story& story) { return story.people > 1; }), 0.05, 0.01);
  EXPECT_NEAR(share_of_opinions([](const Story& story) { return story.urgency == "urgent"; }), 0.12, 0.015);
}

TEST(SeedArrivals, repeat_an_earlier_case_as_often_as_it_says) {
  EXPECT_NEAR(share_of_opinions([](const Story& story) { return story.repeats == Repeats::open_one; }), 0.07, 0.01);
  EXPECT_NEAR(share_of_opinions([](const Story& story) { return story.repeats != Repeats::nothing; }), 0.12, 0.015);
}

// Whoever comes again while the first case is open is merged with it, and it is open still.
TEST(SeedArrivals, are_merged_with_a_case_that_is_open_then) {
  std::map<std::uint32_t, const Arrival*> by_index;
  for (const auto& arrival : year().plan.arrivals) by_index.emplace(arrival.index, &arrival);
  std::size_t merged = 0;
  for (const auto& arrival : year().plan.arrivals) {
    if (arrival.repeats != Repeats::open_one) continue;
    const auto& first = *by_index.at(arrival.original);
    EXPECT_TRUE(first.original_of_others);
    const auto life = script_of(*year().town, story_of(*year().town, first), first.at);
    const auto at = script_of(*year().town, story_of(*year().town, arrival), arrival.at).first("merged");
    EXPECT_LT(life.first("accepted"), arrival.at);
    EXPECT_LT(at, life.ended()) << arrival.index << ' ' << arrival.attempt << " of " << arrival.original;
    ++merged;
  }
  EXPECT_GT(merged, 300U);
}

TEST(SeedArrivals, follow_weeks_seasons_and_the_deputies_days) {
  std::map<Date, int> opinions;
  std::map<unsigned, double> water, wages;
  double weekend = 0, whole = 0;
  for (std::size_t i = 0; i < year().stories.size(); ++i) {
    const auto& story = year().stories[i];
    const auto day = workflows::local_date(year().plan.arrivals[i].at);
    const auto month = static_cast<unsigned>(std::chrono::year_month_day(day).month());
    const auto& category = story.category_of(*year().town).id;
    if (story.kind == Kind::opinion) ++opinions[day];
    if (story.kind == Kind::opinion && category == "water") ++water[month];
    if (story.kind == Kind::dispute && category == "wage") ++wages[month];
    if (story.channel == "station_day") EXPECT_TRUE(year().town->is_station_day(day));
    ++whole;
    weekend += !test::test_office().works(day);
  }
  EXPECT_LT(weekend / whole, 0.12);
  EXPECT_GT(weekend / whole, 0.02);
  EXPECT_GT(water[7], 1.5 * water[3]);
  EXPECT_GT(wages[12], 1.5 * wages[4]);
  const auto station = std::chrono::sys_days(std::chrono::year(2026) / 6 / 2);  // the first Tuesday
  const auto ordinary = std::chrono::sys_days(std::chrono::year(2026) / 6 / 16);
  EXPECT_GT(opinions[station], 3 * opinions[ordinary]);
}

TEST(SeedArrivals, come_more_from_large_and_troubled_villages) {
  std::map<std::string, int> counts;
  for (const auto& story : year().stories) ++counts[story.village_of(*year().town).id];
  EXPECT_EQ(counts.size(), 24U);
  EXPECT_LT(counts["linchang"] * 4, counts["hewan"]);
  EXPECT_GT(counts["zhangdianpu"], counts["wuji"]);
}

TEST(SeedPeople, have_telephones_of_their_own_and_numbers_that_are_no_numbers) {
  constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  std::set<std::string> phones;
  std::size_t first_ones = 0;
  for (const auto& story : year().stories) {
    EXPECT_NE(story.a.name, story.b.name);
    EXPECT_TRUE(story.a.phone.starts_with("100-0000-"));
    if (story.repeats == Repeats::nothing) {
      phones.insert(story.a.phone);
      ++first_ones;
    }
    const auto& number = story.a.id_no;
    if (number.empty()) continue;
    ASSERT_EQ(number.size(), 18U);
    int sum = 0;
    for (std::size_t i = 0; i < 17; ++i) sum += (number[i] - '0') * weights[i];
    EXPECT_NE(number.back(), std::string("10X98765432")[static_cast<std::size_t>(sum % 11)]);
  }
  EXPECT_EQ(phones.size(), first_ones);
}

TEST(SeedTown, says_whom_the_directory_lacks) {
  auto directory = std::make_shared<model::Directory>(*test::demo_directory());
  std::erase_if(directory->users, [](const auto& user) { return user.second.holds("supervisor"); });
  const auto town =
      Town::found(test::shipped_parameters(), directory, test::test_office(), test::test_window(), 1, 100);
  ASSERT_FALSE(town);
  EXPECT_NE(town.error().find("supervisor"), std::string::npos);
}

TEST(SeedTown, draws_another_year_for_another_seed_and_another_org) {
  auto directory = std::make_shared<model::Directory>(*test::demo_directory());
  directory->org = model::OrgId("liuhe");
  const auto first = [](const Town& town) { return story_of(town, plan_arrivals(town, 10).arrivals.front()).matter; };
  EXPECT_EQ(first(*synthetic_town(1)), first(*synthetic_town(1)));
  EXPECT_NE(first(*synthetic_town(1)), first(*synthetic_town(2)));
  EXPECT_NE(first(*synthetic_town(1)), first(*synthetic_town(1, 1000, directory)));
}

}  // namespace
}  // namespace docket::seed

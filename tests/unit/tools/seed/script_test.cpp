// What becomes of a case: the ways in their shares, times in their order, words without a gap.
#include "tools/seed/script.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/unit/tools/seed/synthetic_town.hpp"
#include "tools/seed/words.hpp"

namespace docket::seed {
namespace {

using test::synthetic_town;

constexpr std::size_t many = 8000;

struct Lives {
  std::shared_ptr<const Town> town = synthetic_town(5);
  std::vector<Story> stories;
  std::vector<Script> scripts;
  Lives() {
    for (const auto& arrival : plan_arrivals(*town, many).arrivals) {
      stories.push_back(story_of(*town, arrival));
      scripts.push_back(script_of(*town, stories.back(), arrival.at));
    }
  }
};

const Lives& lives() {
  static const Lives made;
  return made;
}

bool does(const Script& script, std::string_view action) {
  return std::ranges::find(script.steps, action, &Step::action) != script.steps.end();
}

// Of the scripts of one kind that do `before`, those that do `action`.
double share(Kind kind, std::string_view before, std::string_view action) {
  double whole = 0;
  double part = 0;
  for (std::size_t i = 0; i < lives().scripts.size(); ++i) {
    if (lives().stories[i].kind != kind || !does(lives().scripts[i], before)) continue;
    ++whole;
    part += does(lives().scripts[i], action);
  }
  return part / whole;
}

TEST(SeedScript, takes_the_ways_of_an_opinion_in_their_shares) {
  const auto of = [](const char* action) { return share(Kind::opinion, "register", action); };
  EXPECT_NEAR(of("answer_on_spot"), 0.15, 0.02);
  EXPECT_NEAR(of("reject"), 0.03, 0.01);
  EXPECT_NEAR(of("transfer_out"), 0.06, 0.01);
  EXPECT_NEAR(of("merge"), 0.07, 0.015);
  EXPECT_NEAR(of("convert_to_dispute"), 0.05, 0.01);
  EXPECT_NEAR(of("withdraw"), 0.02, 0.01);
  EXPECT_NEAR(of("assign"), 0.62, 0.03);
  EXPECT_NEAR(share(Kind::opinion, "assign", "object"), 0.06, 0.02);
  EXPECT_NEAR(share(Kind::opinion, "sign", "request_info"), 0.08, 0.02);
  EXPECT_NEAR(share(Kind::opinion, "submit_reply", "return_reply"), 0.1, 0.02);
  EXPECT_NEAR(share(Kind::opinion, "approve_reply", "rate_bad"), 0.06, 0.02);
}

TEST(SeedScript, takes_the_ways_of_a_dispute_in_their_shares) {
  EXPECT_NEAR(share(Kind::dispute, "apply", "reject"), 0.03, 0.01);
  EXPECT_NEAR(share(Kind::dispute, "apply", "transfer_out"), 0.02, 0.01);
  EXPECT_NEAR(share(Kind::dispute, "apply", "withdraw"), 0.03, 0.01);
  EXPECT_NEAR(share(Kind::dispute, "apply", "party_refuses"), 0.04, 0.012);
  EXPECT_NEAR(share(Kind::dispute, "apply", "merge"), 0.02, 0.01);
  EXPECT_NEAR(share(Kind::dispute, "open_session", "terminate"), 0.09, 0.015);
  EXPECT_NEAR(share(Kind::dispute, "sign_agreement", "apply_confirmation"), 0.06, 0.02);
  EXPECT_NEAR(share(Kind::dispute, "perform_item", "urge"), 0.045, 0.015);
}

TEST(SeedScript, fails_more_often_over_land) {
  std::map<bool, std::pair<double, double>> ended;  // of land? → failed, all
  for (std::size_t i = 0; i < lives().scripts.size(); ++i) {
    const auto& story = lives().stories[i];
    if (story.kind != Kind::dispute || !does(lives().scripts[i], "open_session")) continue;
    auto& [failed, all] = ended[story.category_of(*lives().town).id == "land"];
    failed += does(lives().scripts[i], "terminate");
    ++all;
  }
  EXPECT_GT(ended[true].first / ended[true].second, 2 * ended[false].first / ended[false].second);
}

TEST(SeedScript, goes_forward_in_time_and_people_keep_office_hours) {
  for (const auto& script : lives().scripts) {
    ASSERT_FALSE(script.steps.empty());
    EXPECT_TRUE(std::ranges::is_sorted(script.steps, std::less_equal<>(), &Step::at));
    for (const auto& step : script.steps) {
      if (step.who == Who::system || step.at == script.steps.front().at) continue;
      const auto hour = (step.at.time_since_epoch() / std::chrono::hours(1) + 8) % 24;
      EXPECT_TRUE(hour >= 8 && hour < 21) << step.action << ' ' << format_timestamp(step.at);
    }
  }
}

TEST(SeedScript, ends_in_the_archive) {
  for (const auto& script : lives().scripts) EXPECT_EQ(script.steps.back().state, "archived");
}

TEST(SeedScript, answers_within_the_limit_as_often_as_the_recipe_says) {
  double answered = 0;
  double late = 0;
  for (std::size_t i = 0; i < lives().scripts.size(); ++i) {
    const auto& story = lives().stories[i];
    const auto& script = lives().scripts[i];
    const bool usual = story.kind == Kind::opinion && story.urgency == "routine" && story.opinion_class == "opinion" &&
                       story.channel != "hotline";
    if (!usual || !does(script, "sign") || does(script, "object") || does(script, "request_info")) continue;
    if (script.first("accepted") == Timestamp::max() || script.first("callback") == Timestamp::max()) continue;
    const auto worked = test::shipped_calendar().working_days_between(workflows::local_date(script.first("accepted")),
                                                                      workflows::local_date(script.first("callback")));
    if (!worked) continue;  // in a year to come
    ++answered;
    late += *worked > 15;
  }
  ASSERT_GT(answered, 500);
  EXPECT_NEAR(late / answered, 0.064, 0.04);
}

TEST(SeedWords, leave_no_slot_open) {
  for (std::size_t i = 0; i < lives().scripts.size(); ++i) {
    const auto& story = lives().stories[i];
    const auto& script = lives().scripts[i];
    for (std::size_t number = 0; number < script.steps.size(); ++number) {
      const auto input = input_of({*lives().town, story, script, script.steps[number], number, "", ""});
      for (const auto& [name, value] : input.json().items()) {
        if (value.is_string()) EXPECT_EQ(value.get<std::string>().find_first_of("{}"), std::string::npos) << value;
      }
    }
    EXPECT_EQ(story.matter.find_first_of("{}"), std::string::npos);
  }
}

TEST(SeedWords, are_the_same_for_the_same_step) {
  const auto& script = lives().scripts[3];
  for (std::size_t number = 0; number < script.steps.size(); ++number) {
    const Scene scene{*lives().town, lives().stories[3], script, script.steps[number], number, "", ""};
    EXPECT_EQ(input_of(scene).dump(), input_of(scene).dump());
  }
}

TEST(SeedWords, write_amounts_as_agreements_do) {
  EXPECT_EQ(chinese_amount(3600), "叁仟陆佰元整");
  EXPECT_EQ(chinese_amount(12'000), "壹万贰仟元整");
  EXPECT_EQ(chinese_amount(26'050), "贰万陆仟零伍拾元整");
  EXPECT_EQ(chinese_amount(100'500), "壹拾万零伍佰元整");
  EXPECT_EQ(chinese_amount(1001), "壹仟零壹元整");
}

TEST(SeedParameters, that_lack_something_are_refused_with_its_name) {
  EXPECT_FALSE(load_parameters(DOCKET_SOURCE_DIR "/config/docket.json"));
  const auto missing = load_parameters(DOCKET_SOURCE_DIR "/config/demo/nowhere.json");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().front().find("nowhere.json"), std::string::npos);
}

}  // namespace
}  // namespace docket::seed

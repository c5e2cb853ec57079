#include "workflows/duration.hpp"

#include <gtest/gtest.h>

namespace docket::workflows {
namespace {

TEST(Duration, is_written_as_it_was_read) {
  for (const char* text : {"15wd", "30cd", "3mo", "2h", "2wh", "9999cd"}) {
    const auto duration = parse_duration(text);
    ASSERT_TRUE(duration) << text;
    EXPECT_EQ(format_duration(*duration), text);
  }
  EXPECT_EQ(parse_duration("2wh"), (Duration{2, DurationUnit::working_hours}));
  EXPECT_EQ(parse_duration("15wd"), (Duration{15, DurationUnit::working_days}));
}

TEST(Duration, has_exactly_one_form) {
  for (const char* text : {"", "wd", "15", "0wd", "015wd", "-1wd", "+1wd", "1.5h", "15 wd", " 15wd", "15WD", "15d",
                           "15wdx", "10000cd", "99999999999999999999cd", "P15D", "15wd "}) {
    const auto duration = parse_duration(text);
    ASSERT_FALSE(duration) << text;
    EXPECT_FALSE(duration.error().zh_cn.empty());
    EXPECT_FALSE(duration.error().en.empty());
  }
}

TEST(Moment, counts_from_the_due_the_start_or_a_share_of_the_period) {
  const Duration three{3, DurationUnit::working_days};
  EXPECT_EQ(parse_moment("-3wd"), (Moment{MomentAnchor::before_due, three}));
  EXPECT_EQ(parse_moment("+3wd"), (Moment{MomentAnchor::after_start, three}));
  EXPECT_EQ(parse_moment("80%"), (Moment{MomentAnchor::fraction, {}, 80}));
  EXPECT_EQ(parse_moment("100%"), (Moment{MomentAnchor::fraction, {}, 100}));
  EXPECT_EQ(parse_moment("due"), Moment{});
}

TEST(Moment, has_exactly_one_form) {
  for (const char* text :
       {"", "3wd", "-", "--3wd", "-0wd", "+ 1wd", "0%", "101%", "08%", "80", "80%%", "0.8", "Due", "due "}) {
    const auto moment = parse_moment(text);
    ASSERT_FALSE(moment) << text;
    EXPECT_FALSE(moment.error().zh_cn.empty());
    EXPECT_FALSE(moment.error().en.empty());
  }
}

}  // namespace
}  // namespace docket::workflows

#include "adapters/webhook/backlog.hpp"

#include <gtest/gtest.h>

namespace docket::webhook {
namespace {

using namespace std::chrono_literals;

const Timestamp start = Timestamp(1'790'000'000'000ms);

Attempt failing(int number, Timestamp at = start) {
  Attempt attempt;
  attempt.status = 500;
  attempt.number = number;
  attempt.at = at;
  return attempt;
}

void park(Backlog& backlog, const std::string& key, std::uint64_t offset) {
  EXPECT_EQ(backlog.failed(key, {offset}, failing(1), 0).after, Backlog::After::again);
  EXPECT_EQ(backlog.failed(key, {offset}, failing(2), 0).after, Backlog::After::parked);
}

TEST(Backlog, waits_once_where_it_is_and_then_parks_the_case_with_what_follows_on_it) {
  Backlog backlog(false, standard_schedule());
  const auto first = backlog.failed("a", {7}, failing(1), 0);
  EXPECT_EQ(first.after, Backlog::After::again);
  EXPECT_EQ(first.wait, 5s);
  EXPECT_EQ(backlog.find("a"), nullptr);
  EXPECT_EQ(backlog.failed("a", {7}, failing(2), 0).after, Backlog::After::parked);
  EXPECT_TRUE(backlog.is_open());
  backlog.wait_behind("a", 9);
  backlog.wait_behind("a", 9);
  EXPECT_EQ(*backlog.find("a"), (Parked{{7, 9}, 2, start + 5min}));
  backlog.told("a", start + 5min);
  EXPECT_EQ(*backlog.find("a"), (Parked{{9}, 0, start + 5min})) << "the next of the case at once";
  backlog.told("a", start + 5min);
  EXPECT_EQ(backlog.find("a"), nullptr);
}

TEST(Backlog, begins_nothing_new_once_three_cases_failed_with_no_success_between_them) {
  Backlog backlog(false, standard_schedule());
  park(backlog, "a", 1);
  park(backlog, "b", 2);
  EXPECT_TRUE(backlog.is_open());
  park(backlog, "c", 3);
  EXPECT_FALSE(backlog.is_open());
  backlog.told("b", start + 1min);
  EXPECT_TRUE(backlog.is_open());
  EXPECT_EQ(backlog.find("a")->next, start + 1min) << "what failed with it may get through too";
  park(backlog, "d", 4);
  EXPECT_TRUE(backlog.is_open()) << "cases that the receiver cannot bear, among others that it takes";
}

TEST(Backlog, gives_an_event_up_after_three_days_and_goes_on_with_the_next_of_its_case) {
  Backlog backlog(false, standard_schedule());
  park(backlog, "a", 1);
  backlog.wait_behind("a", 2);
  auto now = start;
  for (int number = 3;; ++number) {
    now = backlog.due()->at;
    const auto verdict = backlog.failed("a", {1}, failing(number, now), 0);
    if (verdict.after == Backlog::After::parked) continue;
    EXPECT_EQ(verdict.after, Backlog::After::given_up);
    EXPECT_EQ(verdict.given_up, std::vector<std::uint64_t>{1});
    break;
  }
  EXPECT_GE(now - start, 72h);
  EXPECT_EQ(*backlog.find("a"), (Parked{{2}, 0, now}));
}

TEST(Backlog, begins_anew_when_all_that_waited_was_given_up) {
  Backlog backlog(false, {1s, 1s});
  for (const std::string key : {"a", "b", "c"}) park(backlog, key, 1);
  EXPECT_FALSE(backlog.is_open());
  for (const std::string key : {"a", "b", "c"})
    EXPECT_EQ(backlog.failed(key, {1}, failing(3), 0).after, Backlog::After::given_up);
  EXPECT_TRUE(backlog.is_open()) << "or nobody would ever ask the receiver again";
}

TEST(Backlog, keeps_the_order_of_the_log_when_events_are_read_again) {
  Backlog backlog(false, standard_schedule());
  park(backlog, "a", 5);
  backlog.wait_behind("a", 3);
  EXPECT_EQ(backlog.find("a")->offsets, (std::vector<std::uint64_t>{3, 5}));
}

TEST(Backlog, has_room_for_so_many_events_of_a_case) {
  Backlog backlog(false, standard_schedule());
  park(backlog, "a", 1);
  std::uint64_t offset = 1;
  while (backlog.has_room("a")) backlog.wait_behind("a", ++offset);
  EXPECT_EQ(offset, 256U);
  EXPECT_FALSE(backlog.again("a", 1'000, start));
  EXPECT_FALSE(backlog.has_room("b")) << "nothing of it waits";
}

TEST(Backlog, of_a_chat_group_waits_as_a_whole) {
  Backlog backlog(true, standard_schedule());
  EXPECT_EQ(backlog.failed("", {1, 2}, failing(1), 0).after, Backlog::After::again);
  EXPECT_EQ(backlog.failed("", {1, 2}, failing(2), 0).after, Backlog::After::parked);
  EXPECT_FALSE(backlog.is_open());
  backlog.told("", start);
  EXPECT_TRUE(backlog.is_open());
}

TEST(Backlog, tells_again_in_the_order_of_the_log) {
  Backlog backlog(false, standard_schedule());
  EXPECT_TRUE(backlog.again("a", 5, start));
  EXPECT_TRUE(backlog.again("a", 3, start));
  EXPECT_TRUE(backlog.again("a", 5, start));
  EXPECT_EQ(*backlog.find("a"), (Parked{{3, 5}, 0, start}));
}

TEST(Backlog, asked_for_is_tried_at_once_and_never_later_than_it_was_to_be) {
  Backlog backlog(false, standard_schedule());
  park(backlog, "a", 1);
  backlog.hurry(start + 10s);
  EXPECT_EQ(backlog.due()->at, start + 10s);
  backlog.hurry(start + 1h);
  EXPECT_EQ(backlog.due()->at, start + 10s);
}

TEST(Backlog, comes_back_from_its_row) {
  const Parked parked{{3, 5, 1ULL << 40U}, 4, start};
  EXPECT_EQ(decode_parked(encode_parked(parked)), parked);
  EXPECT_EQ(decode_parked(encode_parked(parked).substr(0, 12)), std::nullopt);
  EXPECT_EQ(decode_parked(""), std::nullopt);
}

}  // namespace
}  // namespace docket::webhook

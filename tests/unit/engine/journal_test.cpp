#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engine/journal/codec.hpp"
#include "engine/journal/keys.hpp"
#include "tests/support/township.hpp"

namespace docket::journal {
namespace {

const model::CaseId some_case("case_01a1eb42-2440-7abc-8000-000000000002");

model::Event sample() {
  model::CaseEvent data;
  data.workflow = {"opinion-basic", 3, "abc"};
  data.action = "assign";
  data.from = "received";
  data.to = "assigned";
  data.cycle = 2;
  data.input = test::json_value(R"({"assignee":"deputy-wang","reason":{"$personal":"case/7/reason"}})");
  data.set = test::json_value(R"({"mediator":null})");
  data.assigned = model::Assignment{model::UserId("deputy-wang"),
                                    {},
                                    {model::UserId("deputy-zhao")},
                                    "按姓名",
                                    model::Turn{"handling", 3, 1'000'003}};
  data.protection = model::Protection{model::Level::sealed, {model::UserId("supervisor-sun")}, model::UnitId("water")};
  data.ended = true;
  data.links = {{"merged_into", some_case}};
  data.unlinks = {{"related", some_case}};
  model::Event event;
  event.org = model::OrgId("hewan");
  event.case_id = some_case;
  event.sequence = {7};
  event.name = "assigned";
  event.time = *parse_timestamp("2026-09-01T01:00:00Z");
  event.recorded = *parse_timestamp("2026-09-01T01:00:01Z");
  event.actor = model::UserId("clerk-li");
  event.causation = "case_1-2";
  event.correlation = "req_1";
  event.data = std::move(data);
  return event;
}

TEST(RecordCodec, gives_back_every_member_of_an_event) {
  const auto event = sample();
  const auto data = encode_data(event);
  const auto record = decode_record({0, 9}, encode_record(event, data));
  ASSERT_TRUE(record);
  EXPECT_EQ(record->event, event);
  EXPECT_EQ(record->data, data);
  EXPECT_EQ(record->position.offset, 9U);
}

TEST(RecordCodec, gives_back_whom_an_event_erases) {
  auto event = sample();
  std::get<model::CaseEvent>(event.data).erased = {"petitioner", "case"};
  const auto record = decode_record({0, 9}, encode_record(event, encode_data(event)));
  ASSERT_TRUE(record);
  EXPECT_EQ(record->event, event);
}

TEST(RecordCodec, refuses_a_record_that_was_cut_anywhere) {
  const auto event = sample();
  const auto stored = encode_record(event, encode_data(event));
  for (std::size_t cut = 0; cut < stored.size(); ++cut)
    EXPECT_FALSE(decode_record({0, 1}, stored.substr(0, cut))) << cut;
}

TEST(RecordCodec, refuses_a_format_it_does_not_know) {
  const auto event = sample();
  auto stored = encode_record(event, encode_data(event));
  stored[0] = 9;
  const auto record = decode_record({0, 1}, stored);
  ASSERT_FALSE(record);
  EXPECT_TRUE(record.error().is(Errc::wrong_version));
}

TEST(CloudEvent, has_the_attributes_of_the_contract_and_the_stored_bytes) {
  const auto event = sample();
  const Record record{{0, 9}, event, encode_data(event)};
  const auto text = cloud_event(record);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["specversion"], "1.0");
  EXPECT_EQ(json["id"], some_case.str() + "-7");
  EXPECT_EQ(json["source"], "/orgs/hewan/cases/" + some_case.str());
  EXPECT_EQ(json["type"], "docket.case.assigned.v1");
  EXPECT_EQ(json["sequence"], "00000000000000000007");
  EXPECT_EQ(json["position"], "0-9");
  EXPECT_EQ(json["time"], "2026-09-01T01:00:00.000Z");
  EXPECT_EQ(json["recordedtime"], "2026-09-01T01:00:01.000Z");
  EXPECT_EQ(json["partitionkey"], some_case.str());
  EXPECT_NE(text.find("\"data\":" + record.data), std::string::npos);
}

TEST(CaseCodec, gives_back_a_case_and_asks_for_a_fold_after_evolve_changed) {
  model::Case subject;
  subject.id = some_case;
  subject.org = model::OrgId("hewan");
  subject.number = "（河湾乡）民意〔2026〕0001号";
  subject.state = "assigned";
  subject.sequence = {2};
  subject.assignment = model::Assignment{{}, model::UnitId("studio"), {model::UserId("mediator-chen")}, "", {}};
  subject.protection = {model::Level::confidential, {model::UserId("supervisor-sun")}, model::UnitId("water")};
  subject.links = {{"has_member", some_case}};
  subject.ended = true;
  subject.entered = *parse_timestamp("2026-09-01T01:00:00Z");
  subject.erased = {"petitioner"};
  subject.data = test::json_value(R"({"area":"zhaozhuang"})");
  subject.history["open"] = {1, {}, {}, model::UserId("clerk-li")};
  auto row = encode_case(subject);
  const auto back = decode_case(row);
  ASSERT_TRUE(back && *back);
  EXPECT_EQ(**back, subject);
  row[1] = 99;
  const auto other = decode_case(row);
  ASSERT_TRUE(other);
  EXPECT_FALSE(*other);
}

TEST(Keys, pack_a_case_id_into_sixteen_bytes_and_back) {
  const auto packed = keys::pack_case(some_case);
  EXPECT_EQ(packed.size(), 16U);
  EXPECT_EQ(keys::unpack_case(packed), some_case);
  EXPECT_FALSE(keys::unpack_case("short"));
}

TEST(Keys, sort_like_the_numbers_in_them) {
  EXPECT_LT(keys::log(255), keys::log(256));
  EXPECT_LT(keys::history(some_case, {9}), keys::history(some_case, {10}));
  EXPECT_EQ(keys::prefix_end(std::string("a\xFF")), "b");
}

}  // namespace
}  // namespace docket::journal

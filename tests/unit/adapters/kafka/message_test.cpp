// A record as a CloudEvents message, in both modes.
#include "adapters/kafka/message.hpp"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "engine/journal/codec.hpp"

namespace docket::kafka {
namespace {

journal::Record record(const std::string& name = "opened") {
  model::Event event;
  event.org = model::OrgId("hewan");
  event.case_id = model::CaseId("case_01a20ee4-f8bc-74ee-9035-31d9db4c8eb1");
  event.sequence = {42};
  event.name = name;
  event.time = *parse_timestamp("2026-11-24T10:00:00.123Z");
  event.recorded = *parse_timestamp("2026-11-24T10:00:01Z");
  event.actor = model::UserId("clerk-li");
  event.correlation = "req_1";
  event.traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  return {{0, 77}, event, R"({"title":"村口路灯不亮"})"};
}

HeaderViews views(const std::vector<Header>& headers) { return {headers.begin(), headers.end()}; }

// The published vectors of murmur2 over 12 partitions; Java and JavaScript clients place these keys alike.
TEST(Partition, is_where_other_clients_look_for_the_key) {
  EXPECT_EQ(partition_of("case-1", 12), 8);
  EXPECT_EQ(partition_of("case-2", 12), 7);
  EXPECT_EQ(partition_of("案件-1", 12), 8);
}

TEST(BinaryMode, leaves_the_stored_bytes_as_they_are) {
  std::string storage;
  EXPECT_EQ(value_of(record(), Mode::binary, storage), R"({"title":"村口路灯不亮"})");
  EXPECT_EQ(key_of(record()), "case_01a20ee4-f8bc-74ee-9035-31d9db4c8eb1");
}

TEST(ThinEvent, says_that_something_happened_and_where_to_ask) {
  auto guarded = record();
  guarded.event.guarded = true;
  std::string storage;
  const auto value = value_of(guarded, Mode::binary, storage);
  EXPECT_TRUE(value.empty());
  EXPECT_NE(value.data(), nullptr);  // a value that is not there would delete the case from a compacted topic
  std::map<std::string, std::string> attributes;
  for (const auto& [name, text] : headers_of(guarded, Mode::binary)) attributes[std::string(name.substr(3))] = text;
  const auto document = nlohmann::json::parse(value_of(guarded, Mode::structured, storage));
  EXPECT_EQ(document.get<decltype(attributes)>(), attributes);
  EXPECT_EQ(attributes.at("dataref"), "/v1/cases/case_01a20ee4-f8bc-74ee-9035-31d9db4c8eb1/events?limit=1&after=41");
  EXPECT_FALSE(attributes.contains("authid"));
  EXPECT_EQ(storage.find("路灯"), std::string::npos);
  EXPECT_EQ(read_message(views(headers_of(guarded, Mode::structured)), storage).position, 77u);
}

// Header for header what the structured form says: two spellings of one event.
TEST(BinaryMode, says_the_same_as_structured_mode) {
  const auto document = nlohmann::json::parse(journal::cloud_event(record()));
  std::map<std::string, std::string> attributes;
  for (const auto& [name, value] : headers_of(record(), Mode::binary)) {
    if (name == "content-type") {
      attributes["datacontenttype"] = value;
    } else {
      ASSERT_TRUE(name.starts_with("ce_")) << name;
      attributes[std::string(name.substr(3))] = value;
    }
  }
  std::map<std::string, std::string> expected;
  for (const auto& [name, value] : document.items()) {
    if (name != "data") expected[name] = value.get<std::string>();
  }
  EXPECT_EQ(attributes, expected);
}

TEST(StructuredMode, is_one_json_object_with_its_media_type) {
  std::string storage;
  const auto headers = headers_of(record(), Mode::structured);
  ASSERT_EQ(headers.size(), 1U);
  EXPECT_EQ(headers[0].first, "content-type");
  EXPECT_TRUE(headers[0].second.starts_with("application/cloudevents+json"));
  EXPECT_EQ(value_of(record(), Mode::structured, storage), journal::cloud_event(record()));
}

TEST(Reading, finds_id_and_position_in_both_modes) {
  for (const auto mode : {Mode::binary, Mode::structured}) {
    std::string storage;
    const auto headers = headers_of(record(), mode);
    const auto reading = read_message(views(headers), value_of(record(), mode, storage));
    EXPECT_EQ(reading.id, record().event.id());
    EXPECT_EQ(reading.position, 77U);
    EXPECT_EQ(reading.mode, mode);
  }
}

TEST(Reading, of_somebody_elses_message_finds_neither) {
  EXPECT_EQ(read_message({}, "hello").id, "");
  EXPECT_EQ(read_message({{"ce_position", "1-77"}}, "").position, std::nullopt);
  EXPECT_EQ(read_message({{"ce_position", "0-77x"}}, "").position, std::nullopt);
  EXPECT_EQ(read_message({{"content-type", "application/cloudevents+json"}}, "[1]").id, "");
  EXPECT_EQ(read_message({{"content-type", "application/cloudevents+json"}}, R"({"id":7})").id, "");
}

TEST(Filter, takes_case_events_of_the_wanted_types_and_orgs) {
  Options options;
  EXPECT_TRUE(wants(options, record()));
  options.types = {"docket.case.rated.*", "docket.case.opened.v1"};
  EXPECT_TRUE(wants(options, record()));
  EXPECT_FALSE(wants(options, record("assigned")));
  options.types.clear();
  options.orgs = {"elsewhere"};
  EXPECT_FALSE(wants(options, record()));
}

TEST(Filter, never_takes_an_event_of_an_orgs_own_stream) {
  auto own = record("token_created");
  own.event.case_id = model::CaseId();
  EXPECT_FALSE(wants({}, own));
}

}  // namespace
}  // namespace docket::kafka

#include "adapters/kafka/message.hpp"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "engine/base/glob.hpp"
#include "engine/journal/codec.hpp"

namespace docket::kafka {
namespace {

constexpr std::size_t sequence_digits = 20;

std::optional<std::uint64_t> read_position(std::string_view text) {
  constexpr std::string_view partition = "0-";  // one directory, one partition
  if (!text.starts_with(partition)) return std::nullopt;
  std::uint64_t offset = 0;
  const auto* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data() + partition.size(), end, offset);
  if (error != std::errc() || at != end) return std::nullopt;
  return offset;
}

Reading read_structured(std::string_view value) {
  const auto document = nlohmann::json::parse(value, nullptr, false);
  const auto text = [&document](const char* name) {
    const auto found = document.is_object() ? document.find(name) : document.end();
    return found != document.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  return {text("id"), read_position(text("position")), Mode::structured};
}

}  // namespace

std::vector<Header> headers_of(const journal::Record& record, Mode mode) {
  if (mode == Mode::structured) return {{"content-type", "application/cloudevents+json; charset=UTF-8"}};
  const auto& event = record.event;
  auto sequence = std::to_string(event.sequence.value);
  sequence.insert(0, sequence_digits - sequence.size(), '0');
  std::vector<Header> headers = {
      {"ce_specversion", "1.0"},
      {"ce_id", event.id()},
      {"ce_source", event.source()},
      {"ce_type", event.type()},
      {"ce_subject", event.case_id.str()},
      {"ce_time", format_timestamp(event.time)},
      {"ce_recordedtime", format_timestamp(event.recorded)},
      {"ce_partitionkey", event.case_id.str()},
      {"ce_sequence", std::move(sequence)},
      {"ce_position", model::format_position(record.position)},
  };
  if (event.guarded) {
    headers.emplace_back("ce_dataref", journal::data_reference(event));
  } else {
    headers.emplace_back("content-type", "application/json");
    headers.emplace_back("ce_authtype", "app_user");
    headers.emplace_back("ce_authid", event.actor.str());
  }
  if (!event.causation.empty()) headers.emplace_back("ce_causationid", event.causation);
  if (!event.correlation.empty()) headers.emplace_back("ce_correlationid", event.correlation);
  if (!event.traceparent.empty()) headers.emplace_back("ce_traceparent", event.traceparent);
  return headers;
}

std::string_view value_of(const journal::Record& record, Mode mode, std::string& storage) {
  if (mode == Mode::structured) {
    storage = record.event.guarded ? journal::thin_cloud_event(record) : journal::cloud_event(record);
    return storage;
  }
  // Empty and not absent: to a compacted topic no value at all would mean that the case is to be forgotten.
  return record.event.guarded ? std::string_view("") : std::string_view(record.data);
}

Reading read_message(const HeaderViews& headers, std::string_view value) {
  Reading reading;
  for (const auto& [name, text] : headers) {
    if (name == "content-type" && text.starts_with("application/cloudevents")) return read_structured(value);
    if (name == "ce_id") reading.id = text;
    if (name == "ce_position") reading.position = read_position(text);
  }
  return reading;
}

int partition_of(std::string_view key, int partition_count) {
  return rd_kafka_msg_partitioner_murmur2(nullptr, key.data(), key.size(), partition_count, nullptr, nullptr);
}

bool wants(const Options& options, const journal::Record& record) {
  const auto& event = record.event;
  if (event.case_id.empty()) return false;
  if (!options.orgs.empty() && std::ranges::find(options.orgs, event.org.str()) == options.orgs.end()) return false;
  if (options.types.empty()) return true;
  const auto type = event.type();
  return std::ranges::any_of(options.types, [&type](const auto& pattern) { return matches_glob(pattern, type); });
}

}  // namespace docket::kafka

// A record as a Kafka message, by the CloudEvents Kafka binding: binary mode has the attributes as headers and the
// stored bytes of `data` as its value, unchanged; structured mode has one JSON object. An event of a confidential or
// sealed case goes out thin: `dataref` instead of data, and nobody's name. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/kafka/options.hpp"
#include "engine/journal/record.hpp"

namespace docket::kafka {

using Header = std::pair<std::string_view, std::string>;  // the name is a literal

std::vector<Header> headers_of(const journal::Record& record, Mode mode);
// The value: the record's own bytes, or `storage` filled with the structured form.
std::string_view value_of(const journal::Record& record, Mode mode, std::string& storage);
inline const std::string& key_of(const journal::Record& record) { return record.event.case_id.str(); }

// What a consumed message says of the event it carries, whichever mode it was published in. Texts of an unreadable
// message are empty.
struct Reading {
  std::string id;
  std::optional<std::uint64_t> position;
  Mode mode = Mode::binary;
};
using HeaderViews = std::vector<std::pair<std::string_view, std::string_view>>;
Reading read_message(const HeaderViews& headers, std::string_view value);

// The partition a key belongs to: murmur2, as Java and JavaScript clients compute it.
int partition_of(std::string_view key, int partition_count);

// Whether the topic is to have this record: case streams only, then the operator's filters.
bool wants(const Options& options, const journal::Record& record);

}  // namespace docket::kafka

// Event ↔ bytes, case ↔ bytes. Pure. The grammars stand in codec.cpp above their code.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "engine/base/error.hpp"
#include "engine/journal/event_data.hpp"
#include "engine/journal/record.hpp"
#include "engine/model/case.hpp"

namespace docket::journal {

// Counts changes of `evolve` that would fold the same events to another case; a row of another version is
// refolded.
inline constexpr std::uint8_t evolve_version = 1;

// The log's value for an event whose data text is `data`.
std::string encode_record(const model::Event& event, std::string_view data);
Result<Record> decode_record(model::Position position, std::string_view bytes);
// Without `event.data`: for those who pass the bytes on and never look inside.
Result<Record> decode_envelope(model::Position position, std::string_view bytes);

std::string encode_case(const model::Case& subject);
// Nothing when the row was written by another version of evolve: fold the events again.
Result<std::optional<model::Case>> decode_case(std::string_view bytes);

// The vault's value: all that one event brought about one subject.
std::string encode_personal(const std::map<std::string, workflows::Value>& values);
Result<std::map<std::string, workflows::Value>> decode_personal(std::string_view bytes);

// The record as one structured CloudEvents 1.0 JSON object.
std::string cloud_event(const Record& record);

// An event for those who may not read its case: that it happened, and in `dataref` where to ask for the rest. Who did
// it is part of the rest.
std::string thin_cloud_event(const Record& record);
std::string data_reference(const model::Event& event);
void append_cloud_event(std::string& out, const model::Event& event, model::Position position, std::string_view data);

}  // namespace docket::journal

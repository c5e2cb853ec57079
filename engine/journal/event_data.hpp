// The `data` of an event ↔ JSON: the engine's own shape, described for subscribers by event_schema.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "engine/model/event.hpp"

namespace docket::journal {

// The `data` member as JSON text: written once, here.
std::string encode_data(const model::Event& event);

// Fills `event.data`; the envelope says whose stream it is. Throws nlohmann's exception for a member that is missing or
// of another type.
void decode_data(const nlohmann::json& json, model::Event& event);

}  // namespace docket::journal

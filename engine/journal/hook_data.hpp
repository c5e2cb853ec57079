// The data of what happens to web hooks, as JSON text and back: part of event_data. Neither addresses nor secrets.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "engine/model/event.hpp"

namespace docket::journal {

void append_data(std::string& out, const model::HookCreated& data);
void append_data(std::string& out, const model::HookChanged& data);
void append_data(std::string& out, const model::HookRotated& data);
void append_data(std::string& out, const model::HookTested& data);
void append_data(std::string& out, const model::HookDeleted& data);
void append_data(std::string& out, const model::HookReplayed& data);
void append_data(std::string& out, const model::HookSecretRetired& data);
void append_data(std::string& out, const model::QueueMoment& data);

// By the event's name; false: it is none of these.
bool decode_hook_data(const nlohmann::json& json, model::Event& event);

// What a hook wants, as members of an open object: also what the door shows.
void append_filter(std::string& out, const model::HookFilter& filter);
void append_watch(std::string& out, const model::Watch& watch);

}  // namespace docket::journal

// What the `data` of a case event looks like, as JSON Schema: the twin of encode_data in codec.hpp. One schema per
// event word over all loaded definitions. What the engine owns holds for every event of the word; what a definition
// says (states, input, fields set) holds for the events of that version, so an event of a case that began under an
// earlier version still fits. A new optional member is no new version: unknown members are allowed. Pure.
#pragma once

#include <map>
#include <string>

#include "workflows/catalog.hpp"

namespace docket::journal {

struct Maker {  // who makes events of a word
  const workflows::Definition* definition;
  const workflows::Action* action;
};

// Event word → its makers, by definition and action. Points into the catalogue.
std::map<std::string, std::vector<Maker>> makers_of(const workflows::Catalog& catalog);

workflows::Value data_schema(const std::vector<Maker>& makers);

// What an event is that the engine tells without an action of that name.
workflows::Label engine_event_label(const std::string& word);

}  // namespace docket::journal

// What became of a command: the one value that travels back through the gate.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/model/case.hpp"
#include "engine/model/directory_diff.hpp"
#include "engine/model/event.hpp"
#include "engine/model/personal.hpp"
#include "engine/model/rejection.hpp"
#include "workflows/definition.hpp"

namespace docket::model {

struct Recorded {
  Event event;
  std::string data;  // as stored: JSON text, written once
  Position position;
};

// What became of a ledger. Lines are those of the file.
struct Imported {
  std::size_t opened = 0;                                     // cases; in a dry run those that would be
  std::vector<std::pair<std::size_t, std::string>> known;     // line, number of the case that the row opened before;
                                                              // empty when the actor sees that case no more
  std::vector<std::pair<std::size_t, std::string>> changed;   // line, number of the case: it has the row's number from
                                                              // elsewhere, and the row says something else
  std::vector<std::pair<std::size_t, std::size_t>> repeated;  // line, the line above that says the same
};

// Acknowledged: durable before anybody sees this.
struct Accepted {
  CasePtr subject;                      // the case after the event; null for an event of the org
  PersonalValuesPtr personal;           // of that case; null: ask the reader
  workflows::DefinitionPtr definition;  // the version the case is pinned to; null for an event of the org
  Event event;
  std::string data;  // the event's data as stored: JSON text, written once
  Position position;
  std::vector<Recorded> others = {};      // what the same command did to other cases
  bool opened = false;                    // the command opened the case: 201
  bool replayed = false;                  // the same key had this outcome before
  std::optional<Imported> imported = {};  // of ImportCases; then `subject` is the first case, null when none was opened
  // Of ImportDirectory, and of an edit; none: it was so already, and there is no event.
  std::optional<std::vector<Difference>> directory = {};
};

// Accepted; or the domain's no; or the world's failure.
using Outcome = std::variant<Accepted, Rejection, Error>;

}  // namespace docket::model

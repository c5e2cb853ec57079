// The directory of all orgs as the store keeps it: a row for each entry (an org, a unit, an area, a person), with what
// the last import said beside what holds now, so that an import can tell an edit from an old line of the file. A value,
// replaced as a whole; the orgs are what the rows make together.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "engine/model/entry.hpp"
#include "engine/model/orgs.hpp"
#include "engine/model/rejection.hpp"
#include "workflows/value.hpp"

namespace docket::model {

using Entries = std::map<EntryName, std::string>;  // each in its one form, as JSON text

struct EntryRow {
  std::string now;            // "": it is not there
  std::string imported;       // as the last import that knew it said; "": none did
  std::uint64_t version = 0;  // sequence of the event of its org that changed it last
  friend bool operator==(const EntryRow&, const EntryRow&) = default;
  bool edited() const { return now != imported; }
};

struct Book {
  std::map<EntryName, EntryRow> rows;  // none: nothing was imported yet
  OrgsPtr orgs;                        // in force
};

using BookPtr = std::shared_ptr<const Book>;

Entries entries_of(const Orgs& orgs);
Entries entries_of(const std::map<EntryName, EntryRow>& rows);  // those that are there now

// The file that says these.
workflows::Value document_of(const Orgs& orgs);

// Never there, or removed.
Rejection unknown_entry();

// What entries make together, by the rules of the file. Problems point to entries: /users/clerk-li/unit.
std::expected<OrgsPtr, workflows::Problems> orgs_of(const Entries& entries);

}  // namespace docket::model

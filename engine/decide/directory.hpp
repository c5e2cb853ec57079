// Changes to the directory: one entry, or all that a file says otherwise. What comes out must be a directory by the
// rules of the file (engine/model/directory_file.hpp), so that nothing that is written now is refused at the next
// start. Pure: what is to be known about cases and sequences is asked.
#pragma once

#include <expected>
#include <functional>
#include <vector>

#include "engine/decide/decide.hpp"
#include "engine/model/directory_diff.hpp"

namespace docket::decide {

// The directory as the commands before this one leave it. Whoever answers remembers a failure of the store.
struct DirectoryFacts {
  const model::BookPtr& book;
  Timestamp now;
  std::function<std::uint64_t(const model::OrgId&)> org_sequence;  // last of the org's own stream
  model::OpenCases open_cases;                                     // that a person answers for
};

struct DirectoryDecision {
  std::vector<model::Difference> told;    // what is different, and what becomes of it
  std::vector<model::Event> events;       // at most one for each org
  std::vector<model::EntryName> changed;  // rows of `book` to write
  model::BookPtr book;                    // as it is from then on; null: nothing changes
};

using DirectoryVerdict = std::expected<DirectoryDecision, model::Rejection>;

DirectoryVerdict set_entry(const model::Command& command, const model::SetEntry& intent, const DirectoryFacts& facts);
// Of a person: only when they answer for no open case.
DirectoryVerdict remove_entry(const model::Command& command, const model::RemoveEntry& intent,
                              const DirectoryFacts& facts);
// A dry run decides all of it too.
DirectoryVerdict import_directory(const model::Command& command, const model::ImportDirectory& intent,
                                  const DirectoryFacts& facts);

}  // namespace docket::decide

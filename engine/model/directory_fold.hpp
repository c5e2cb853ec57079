// The rows of the directory as an event of an org leaves them: by it they are written, and by it the log is asked
// whether they are right. Pure.
#pragma once

#include "engine/model/directory_book.hpp"
#include "engine/model/event.hpp"

namespace docket::model {

// The names of the rows that it changes; an entry of which nothing is left has no row any more. None for an event about
// anything else.
std::vector<EntryName> fold(const Event& event, std::map<EntryName, EntryRow>& rows);

}  // namespace docket::model

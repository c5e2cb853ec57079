// The rows of the directory of people: where each entry stands, and the book that all of them make.
#pragma once

#include "engine/journal/store.hpp"
#include "engine/model/directory_book.hpp"

namespace docket::journal {

// Nothing stays of an entry that neither is there nor was in the last import.
Row directory_row(const model::EntryName& name, const model::EntryRow* row);

// Corrupt: a row does not decode. A store without such rows has none.
Result<std::map<model::EntryName, model::EntryRow>> read_directory(const Store& store);

}  // namespace docket::journal

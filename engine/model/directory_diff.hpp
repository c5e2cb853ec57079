// Three versions of the directory beside each other: what a file says, what the last import said, what holds now. An
// entry that nobody edited since follows the file; one that was edited stays as it is, unless everything is to be
// overwritten. Who is not in the file any more but answers for open cases is not forgotten: they are marked as left,
// which opens nothing, until the cases are handed over and a later import removes them. Pure.
#pragma once

#include <functional>
#include <vector>

#include "engine/model/directory_book.hpp"

namespace docket::model {

enum class Fate {
  apply,  // it follows the file
  keep,   // it was edited since the last import and stays
  agree,  // it is as the file says already, and the last import said something else
};

struct Difference {
  EntryName name;
  Fate fate = Fate::apply;
  std::string was;               // as it is now; "": not there
  std::string will;              // as the file has it
  bool edited = false;           // since the last import
  std::uint64_t open_cases = 0;  // of a person who has left
  friend bool operator==(const Difference&, const Difference&) = default;
};

using OpenCases = std::function<std::uint64_t(const EntryName&)>;

// Of `only`, or of all orgs when it is empty. In the order of names.
std::vector<Difference> differences(const Entries& file, const Book& book, const OrgId& only, bool overwrite,
                                    const OpenCases& open_cases);

}  // namespace docket::model

// Several tables of the index read as one: their cases in order, each once. What follows a table's prefix is the case's
// place: its 16 bytes, which order cases by opening, or more with those at the end. Reads ahead by small steps, so that
// a page costs about as much as it holds.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/journal/store.hpp"
#include "engine/model/ids.hpp"

namespace docket::index {

class Merge {
 public:
  // `prefixes`: of the tables. `after`: the place of the last case seen, or "".
  Merge(const journal::Store& store, std::vector<std::string> prefixes, std::string after, bool newest_first,
        std::size_t step);

  // The next case; nothing at the end.
  Result<std::optional<model::CaseId>> next();
  const std::string& place() const { return last_; }  // of the case handed out last

 private:
  struct Table {
    std::string prefix;
    std::vector<std::string> ahead;  // places, the next one last
    bool ended = false;
  };
  Result<void> fill(Table& table) const;

  const journal::Store& store_;
  std::vector<Table> tables_;
  std::string last_;  // handed out last, or where the page begins
  bool newest_first_;
  std::size_t step_;
};

}  // namespace docket::index

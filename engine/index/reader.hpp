// Everything a reader may ask, over the committed state: cases as they are and as they were, history, the
// log, search, counts, personal values. Any thread; each call may touch the disk, so long ones belong on a
// reader pool. An unknown case is an empty optional; an Error means the store failed or holds bytes that do
// not decode.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/index/query.hpp"
#include "engine/journal/record.hpp"
#include "engine/journal/store.hpp"
#include "engine/model/case.hpp"
#include "engine/model/command.hpp"
#include "engine/model/personal.hpp"
#include "engine/vault/vault.hpp"

namespace docket::index {

using AsOf = std::variant<model::Sequence, Timestamp>;  // a time means `recorded`

class Reader {
 public:
  // `store` and `vault` outlive the reader. `secret` (32 bytes) signs page cursors. Without a vault there is nothing
  // personal to ask for.
  Reader(const journal::Store& store, std::string secret, const vault::Vault* vault = nullptr);

  Result<std::optional<model::Case>> find(const model::CaseId& id) const;
  // The case as it was after that event or at that moment; nothing when it was not open yet or has no such
  // sequence.
  Result<std::optional<model::Case>> find_as_of(const model::CaseId& id, const AsOf& moment) const;
  Result<std::optional<model::CaseId>> find_number(const model::OrgId& org, const std::string& number) const;

  // Events of one case after `after`, in order, at most `max`.
  Result<std::vector<journal::Record>> history(const model::CaseId& id, model::Sequence after, std::size_t max) const;
  // The log after `after`, in order, at most `max`.
  Result<std::vector<journal::Record>> events(model::Position after, std::size_t max) const;
  Result<model::Position> tail() const;

  // A cursor that was not made for this query is Error{invalid cursor}: use check_cursor at the door.
  bool check_cursor(const Query& query) const;
  Result<Page> search(const Query& query) const;
  // Of all the asker may see; the filters of the query do not matter. Exact up to 10 000 cases outside the counters.
  Result<std::vector<StateCount>> counts(const Query& query) const;

  // Each queue as the asker may see it, in the order of the file. Exact up to 10 000 cases outside the counters.
  // Beyond those, and on the pages of a queue likewise, the oldest are left out.
  Result<std::vector<QueueCount>> queues(const Query& query, const workflows::Queues& queues) const;
  // As everybody sees it who sees all ordinary cases of that org.
  Result<QueueCount> standing(const model::OrgId& org, const workflows::Queue& queue) const;
  // Its cases, the one that waits longest first; `query.assignee` ("user:…") narrows a queue that is split.
  Result<Page> queue(const Query& query, const workflows::Queue& queue) const;

  // The case that a query code opens; nothing when it is no case's code.
  Result<std::optional<model::CaseId>> case_of(const model::QueryCode& code) const;

  Result<model::PersonalValues> personal(const model::OrgId& org, const model::CaseId& id) const;

 private:
  Result<std::vector<StateCount>> counters(const model::OrgId& org) const;
  // What stands in no counter that the asker is told: the protected cases open to them by name, or all cases of
  // somebody with a small circle.
  Result<std::vector<model::Case>> beside_counters(const Query& query) const;
  Result<std::vector<model::Case>> protected_ones(const Query& query) const;
  Result<std::vector<model::Case>> all_of(const Query& query, std::vector<std::string> tables) const;
  Result<std::optional<model::Case>> fold(const model::CaseId& id, const AsOf& moment) const;

  const journal::Store& store_;
  std::string secret_;
  const vault::Vault* vault_;
};

}  // namespace docket::index

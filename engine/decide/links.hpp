// Links have two ends, written in the same commit: what one case records about another, the other records about it.
// Merging also leads the members of the merged case to its new master, so that a master is never a member itself.
#pragma once

#include <expected>
#include <map>
#include <string>

#include "engine/decide/facts.hpp"
#include "engine/model/command.hpp"

namespace docket::decide {

// The relation as the other case sees it: "merged_into" ↔ "has_member". Relations without an opposite are their own.
std::string opposite(std::string_view relation);

// What one decision does to the links of all cases it touches, the deciding one included.
class Linking {
 public:
  // `subject` null: a case that opens, `id`.
  Linking(const model::Case* subject, model::CaseId id) : subject_(subject), id_(std::move(id)) {}

  std::expected<void, model::Rejection> link(const model::CaseId& other, const std::string& relation,
                                             const Facts& facts);
  std::expected<void, model::Rejection> unlink(const std::string& relation);
  // To a case that this decision opens: its own event tells its end.
  void opened(const model::CaseId& other, const std::string& relation) { add(id_, {relation, other}); }

  // The deciding case's part.
  void tell(model::CaseEvent& event) const;
  // An event of every other case that is touched.
  std::vector<Change> others(const model::Event& cause, const Facts& facts) const;

 private:
  struct Ends {
    std::vector<model::Link> links;
    std::vector<model::Link> unlinks;
    std::string event = "linked";  // the word of the other case's event
  };
  void add(const model::CaseId& of, model::Link link) { ends_[of].links.push_back(std::move(link)); }
  void remove(const model::CaseId& of, model::Link link) { ends_[of].unlinks.push_back(std::move(link)); }
  void lead_members_to(const model::CaseId& master);

  const model::Case* subject_;
  model::CaseId id_;
  std::map<model::CaseId, Ends> ends_;
};

}  // namespace docket::decide

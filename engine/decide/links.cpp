#include "engine/decide/links.hpp"

#include <algorithm>
#include <array>

#include "engine/decide/refusals.hpp"

namespace docket::decide {
namespace {

using model::Link;

constexpr std::string_view merged_into = "merged_into";
constexpr std::string_view has_member = "has_member";
constexpr std::size_t links_max = 500;  // ends of one case; a larger joint petition has parties, not members

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> opposites = {{
    {merged_into, has_member},
    {"duplicate_of", "duplicated_by"},
    {"repeat_of", "repeated_by"},
    {"parent", "child"},
    {"derived_from", "source_of"},
    {"converted_to", "converted_from"},
    {"appeal_of", "appealed_by"},
}};

}  // namespace

std::string opposite(std::string_view relation) {
  for (const auto& [one, other] : opposites) {
    if (relation == one) return std::string(other);
    if (relation == other) return std::string(one);
  }
  return std::string(relation);
}

void Linking::lead_members_to(const model::CaseId& master) {
  for (const auto& link : subject_->links) {
    if (link.relation != has_member) continue;
    remove(id_, link);
    remove(link.other, {std::string(merged_into), id_});
    add(link.other, {std::string(merged_into), master});
    ends_[link.other].event = "member_moved";
    add(master, {std::string(has_member), link.other});
  }
}

std::expected<void, model::Rejection> Linking::link(const model::CaseId& other, const std::string& relation,
                                                    const Facts& facts) {
  const Link wanted{relation, other};
  if (other == id_) {
    return std::unexpected(refuse(model::RejectionCode::bad_link, "不能把案件关联到它自己；请填写另一个案件。",
                                  "A case is not linked to itself: name another one."));
  }
  const auto known = subject_ != nullptr && std::ranges::find(subject_->links, wanted) != subject_->links.end();
  if (known) {
    return std::unexpected(refuse(model::RejectionCode::bad_link, "这两个案件已经有这种关联。",
                                  "These cases are linked like this already."));
  }
  const auto far = facts.around.find(other);
  if (far == nullptr) return std::unexpected(no_such_case(""));
  const auto near = subject_ == nullptr ? 0 : subject_->links.size();
  if (std::max(near, far->links.size() + near) >= links_max) {
    return std::unexpected(refuse(model::RejectionCode::bad_link, "关联的案件过多；请改用共同信访人登记。",
                                  "Too many linked cases: register the people as parties of one case instead."));
  }
  add(id_, wanted);
  add(other, {opposite(relation), id_});
  if (relation == merged_into) {
    ends_[other].event = "member_added";
    if (subject_ != nullptr) lead_members_to(other);
  }
  return {};
}

std::expected<void, model::Rejection> Linking::unlink(const std::string& relation) {
  bool any = false;
  for (const auto& link : subject_ == nullptr ? std::vector<Link>() : subject_->links) {
    if (link.relation != relation) continue;
    any = true;
    remove(id_, link);
    remove(link.other, {opposite(relation), id_});
    ends_[link.other].event = relation == merged_into ? "member_removed" : "unlinked";
  }
  if (any) return {};
  return std::unexpected(
      refuse(model::RejectionCode::bad_link, "这个案件没有这种关联。", "The case has no link of this kind."));
}

void Linking::tell(model::CaseEvent& event) const {
  const auto mine = ends_.find(id_);
  if (mine == ends_.end()) return;
  event.links = mine->second.links;
  event.unlinks = mine->second.unlinks;
}

std::vector<Change> Linking::others(const model::Event& cause, const Facts& facts) const {
  std::vector<Change> changes;
  for (const auto& [id, ends] : ends_) {
    if (id == id_) continue;
    const auto other = facts.around.find(id);
    if (other == nullptr) continue;  // opens in this decision: its own event has its end
    model::CaseEvent fact;
    fact.workflow = other->workflow;
    fact.action = ends.event;
    fact.from = other->state;
    fact.to = other->state;
    fact.cycle = other->cycle;
    fact.ended = other->ended;
    fact.input = workflows::Value::object();
    fact.set = workflows::Value::object();
    fact.links = ends.links;
    fact.unlinks = ends.unlinks;
    Change change;
    change.event = cause;
    change.event.case_id = id;
    change.event.sequence = {other->sequence.value + 1};
    change.event.name = ends.event;
    change.event.causation = cause.id();
    change.event.data = std::move(fact);
    changes.push_back(std::move(change));
  }
  return changes;
}

}  // namespace docket::decide

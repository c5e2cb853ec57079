#include "adapters/http/audience.hpp"

#include "adapters/http/auth.hpp"

namespace docket::http {

Result<bool> Audience::shows(const model::Event& event) {
  if (event.case_id.empty()) {
    if (event.org != actor_.org) return false;
    const auto* moment = std::get_if<model::QueueMoment>(&event.data);
    const bool of_another = moment != nullptr && moment->org != event.org;  // how many wait below
    return actor_.holds("supervisor") || actor_.holds("auditor") || (actor_.holds("admin") && !of_another);
  }
  const auto known = cases_.find(event.case_id);
  if (known != cases_.end()) return known->second;
  const auto subject = services_.reader.find(event.case_id);
  if (!subject) return std::unexpected(subject.error());
  const bool sees = *subject && sight_of(services_.access, actor_, **subject) != model::Sight::none;
  cases_.emplace(event.case_id, sees);
  return sees;
}

}  // namespace docket::http

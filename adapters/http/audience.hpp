// Which events of the log a person may read: those of cases they see, as those cases are today; those of the org only
// for whoever keeps it. What it found about a case it keeps: one for each answer, or for each piece of one that goes
// on.
#pragma once

#include <map>

#include "adapters/http/services.hpp"

namespace docket::http {

class Audience {
 public:
  Audience(const Services& services, const model::Actor& actor) : services_(services), actor_(actor) {}

  Result<bool> shows(const model::Event& event);

 private:
  const Services& services_;
  const model::Actor& actor_;
  std::map<model::CaseId, bool> cases_;
};

}  // namespace docket::http

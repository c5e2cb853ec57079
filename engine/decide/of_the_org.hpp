// An event of the org's own stream, begun: who asked, when, its place. What it says is for whoever decides it.
#pragma once

#include <string>

#include "engine/decide/decide.hpp"

namespace docket::decide {

model::Event event_of_the_org(const model::Command& command, std::string name, const model::OrgId& org,
                              std::uint64_t last_sequence, Timestamp now);

// Of the org in which it is decided.
Decision of_the_org(const model::Command& command, std::string name, const Facts& facts);

}  // namespace docket::decide

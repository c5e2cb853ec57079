// An event of the org's own stream, begun: who asked, when, its place. What it says is for whoever decides it.
#pragma once

#include <string>

#include "engine/decide/decide.hpp"

namespace docket::decide {

Decision of_the_org(const model::Command& command, std::string name, const Facts& facts);

}  // namespace docket::decide

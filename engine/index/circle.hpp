// Where to look for the cases of one person. Wider than what they may see, never narrower: model::sight decides.
#pragma once

#include "engine/index/query.hpp"
#include "engine/model/command.hpp"
#include "engine/model/orgs.hpp"

namespace docket::index {

Circle circle_of(const model::Actor& actor, const model::OrgsPtr& orgs);

}  // namespace docket::index

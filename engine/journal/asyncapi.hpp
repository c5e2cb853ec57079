// The description of the case-event channel as an AsyncAPI 3.0 document: one message per event type over all loaded
// definitions, with the CloudEvents headers of binary mode and the schema of its data. Made once, at start-up. Pure.
#pragma once

#include <string>
#include <string_view>

#include "workflows/catalog.hpp"

namespace docket::journal {

std::string asyncapi(const workflows::Catalog& catalog, std::string_view topic);

}  // namespace docket::journal

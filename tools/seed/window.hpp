// Which twelve months are seeded, from the text of `--until`: pure.
#pragma once

#include <optional>
#include <string_view>

#include "tools/seed/town.hpp"

namespace docket::seed {

// A local day (the window ends where it begins) or an RFC 3339 instant; nothing when it is neither.
std::optional<Timestamp> read_until(std::string_view text);

// The twelve months up to that moment.
Window window_until(Timestamp until);

}  // namespace docket::seed

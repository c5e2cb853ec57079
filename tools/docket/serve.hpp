// Running the server until a signal ends it.
#pragma once

#include "tools/docket/assembly.hpp"

namespace docket::tools {

// The exit code of the process.
int serve(const config::Settings& settings, const Hooks& hooks);

}  // namespace docket::tools

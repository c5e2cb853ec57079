// The exit codes of every subcommand: API, like the sentences are not.
#pragma once

#include "engine/base/error.hpp"

namespace docket::tools {

inline constexpr int exit_ok = 0;
inline constexpr int exit_failure = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_not_found = 3;
inline constexpr int exit_conflict = 4;
inline constexpr int exit_invalid = 5;
inline constexpr int exit_not_allowed = 6;

inline int exit_code(const Error& error) {
  if (error.is(Errc::in_use)) return exit_conflict;
  if (error.is(Errc::invalid_config)) return exit_invalid;
  return exit_failure;
}

}  // namespace docket::tools

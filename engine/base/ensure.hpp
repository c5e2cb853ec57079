// ENSURE(condition, "sentence"): an invariant of our own, checked in every build. When it is false the
// process stops; start-up recovers from the log. Outside input is never a reason for ENSURE.
#pragma once

#include <string_view>

namespace docket {

[[noreturn]] void stop_on_bug(std::string_view condition, std::string_view sentence, const char* file, int line);

}  // namespace docket

#define ENSURE(condition, sentence)                                    \
  do {                                                                 \
    if (!(condition)) [[unlikely]]                                     \
      ::docket::stop_on_bug(#condition, sentence, __FILE__, __LINE__); \
  } while (false)

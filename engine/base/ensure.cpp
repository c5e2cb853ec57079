#include "engine/base/ensure.hpp"

#include <cstdio>
#include <cstdlib>

namespace docket {

void stop_on_bug(std::string_view condition, std::string_view sentence, const char* file, int line) {
  std::fprintf(stderr,
               "{\"level\":\"fatal\",\"msg\":\"broken invariant: %.*s\",\"condition\":\"%.*s\",\"at\":\"%s:%d\"}\n",
               static_cast<int>(sentence.size()), sentence.data(), static_cast<int>(condition.size()), condition.data(),
               file, line);
  std::abort();
}

}  // namespace docket

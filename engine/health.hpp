// How the engine is, as a value anybody may ask for at any time from any thread.
#pragma once

#include <cstdint>
#include <string>

namespace docket {

struct Health {
  bool ready = false;       // commands are taken
  std::string reason;       // why not, for operators; "" when ready
  std::size_t waiting = 0;  // envelopes in the mailbox
  std::uint64_t tail = 0;   // offset of the last durable record
};

class HealthProbe {
 public:
  virtual ~HealthProbe() = default;
  virtual Health health() const = 0;
};

}  // namespace docket

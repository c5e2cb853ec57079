// What the writer does with the vault. The other parts of Writer are writer.cpp and writer_decide.cpp.
#include "engine/partition/writer.hpp"

namespace docket::partition {

// One seal per event and subject; the keys travel beside the case, so that none is looked up or unwrapped again.
void Writer::keep(const std::vector<model::PersonalRow>& personal, ChangedCase& changed, Batch& batch) {
  for (const auto& row : personal) changed.ring = world_.vault.seal(row, changed.ring, world_.random, batch.rows);
}

}  // namespace docket::partition

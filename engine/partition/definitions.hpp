// The definitions in use: what the catalogue offers to new cases, and every older version that a stored case
// is pinned to, found by its hash in the store and kept. Any thread.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>

#include "engine/base/error.hpp"
#include "engine/journal/store.hpp"
#include "workflows/catalog.hpp"
#include "workflows/definition.hpp"

namespace docket::partition {

class Definitions {
 public:
  // `store` outlives this.
  Definitions(const journal::Store& store, workflows::Catalog catalog);

  // Refuses a catalogue whose file changed while its version did not.
  Result<void> check() const;

  workflows::DefinitionPtr offered(std::string_view id) const { return catalog_.find(id); }
  const workflows::Catalog& catalog() const { return catalog_; }

  // The definition a case is pinned to; Errc::corrupt when the store does not have it.
  Result<workflows::DefinitionPtr> pinned(const std::string& hash) const;

 private:
  using ByHash = std::map<std::string, workflows::DefinitionPtr>;
  const journal::Store& store_;
  workflows::Catalog catalog_;
  mutable std::atomic<std::shared_ptr<const ByHash>> by_hash_;
};

}  // namespace docket::partition

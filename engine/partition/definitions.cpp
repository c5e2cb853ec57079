#include "engine/partition/definitions.hpp"

#include <fmt/format.h>

#include "engine/journal/keys.hpp"
#include "workflows/parser.hpp"

namespace docket::partition {

using journal::Family;
using workflows::DefinitionPtr;

Definitions::Definitions(const journal::Store& store, workflows::Catalog catalog)
    : store_(store), catalog_(std::move(catalog)) {
  auto by_hash = std::make_shared<ByHash>();
  for (const auto& [id, definition] : catalog_.all()) by_hash->emplace(definition->hash, definition);
  by_hash_.store(std::move(by_hash));
}

Result<void> Definitions::check() const {
  for (const auto& [id, definition] : catalog_.all()) {
    const auto stored = store_.get(Family::meta, journal::keys::workflow_version(id, definition->version));
    if (!stored) return std::unexpected(stored.error());
    if (!*stored || **stored == definition->hash) continue;
    return fail(Errc::invalid_config,
                fmt::format("流程 {0} 第 {1} 版的内容已变，但版本号未变；已有案件使用旧内容。请把 version 改为 {2}。"
                            " Workflow {0} version {1} has changed but its version has not, and cases use the old "
                            "one: set \"version\" to {2}.",
                            id, definition->version, definition->version + 1));
  }
  return {};
}

Result<DefinitionPtr> Definitions::pinned(const std::string& hash) const {
  const auto known = by_hash_.load();
  if (const auto found = known->find(hash); found != known->end()) return found->second;
  const auto stored = store_.get(Family::meta, journal::keys::definition(hash));
  if (!stored) return std::unexpected(stored.error());
  if (!*stored) return fail(Errc::corrupt, "the store lacks the definition " + hash);
  const auto text = workflows::parse_untrusted(**stored);
  if (!text) return fail(Errc::corrupt, "the stored definition " + hash + " is not JSON");
  auto parsed = workflows::parse_resolved(*text);
  if (!parsed) return fail(Errc::corrupt, "the stored definition " + hash + " does not lint any more");
  auto grown = std::make_shared<ByHash>(*by_hash_.load());
  grown->emplace(hash, *parsed);
  by_hash_.store(std::move(grown));  // a concurrent addition may be lost: it is read again
  return *parsed;
}

}  // namespace docket::partition

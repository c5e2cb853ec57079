// The parts of an answer that only depend on the definition, written once: the workflow reference, each
// state, each action with its form. Immutable values; the set grows by one when a case of another version is
// first read.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.hpp"
#include "workflows/catalog.hpp"

namespace docket::http {

struct RenderedAction {
  const workflows::Action* action;
  std::string json;  // {"id","label","input"}
};

struct RenderedState {
  std::string json;  // {"id","label","public","kind","clock"}
  std::string own;   // the same for a petitioner: both labels are the public one
  std::vector<const RenderedAction*> leaving;
};

struct Rendering {
  explicit Rendering(workflows::DefinitionPtr made);
  workflows::DefinitionPtr definition;
  std::string workflow;  // {"id","version","hash"}
  std::vector<RenderedAction> actions;
  std::map<std::string, RenderedState, std::less<>> states;
  std::set<std::string, std::less<>> internal;  // fields that a petitioner does not see
};

using RenderingPtr = std::shared_ptr<const Rendering>;

class Renderings {
 public:
  using Find = std::function<Result<workflows::DefinitionPtr>(const std::string& hash)>;
  Renderings(const workflows::Catalog& catalog, Find find);

  Result<RenderingPtr> of(const std::string& hash);  // may ask the store once
  RenderingPtr of(const workflows::DefinitionPtr& definition);

 private:
  using ByHash = std::map<std::string, RenderingPtr, std::less<>>;
  RenderingPtr known(const std::string& hash) const;

  Find find_;
  std::mutex growing_;
  std::atomic<std::shared_ptr<const ByHash>> by_hash_;
};

void append_label(std::string& out, const workflows::Label& label);

}  // namespace docket::http

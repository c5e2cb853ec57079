#include "adapters/http/rendering.hpp"

#include <nlohmann/json.hpp>

#include "engine/base/json_text.hpp"

namespace docket::http {
namespace {

std::string_view kind_name(workflows::StateKind kind) {
  switch (kind) {
    case workflows::StateKind::initial:
      return "initial";
    case workflows::StateKind::active:
      return "active";
    case workflows::StateKind::wait:
      return "wait";
    case workflows::StateKind::outcome:
      return "outcome";
    case workflows::StateKind::final:
      return "final";
  }
  return "";
}

std::string_view clock_name(workflows::ClockMode clock) {
  switch (clock) {
    case workflows::ClockMode::run:
      return "run";
    case workflows::ClockMode::pause:
      return "pause";
    case workflows::ClockMode::stop:
      return "stop";
  }
  return "";
}

std::string render(const workflows::State& state, const workflows::Label& label) {
  std::string out = "{";
  append_member(out, "id", state.id);
  append_name(out, "label");
  append_label(out, label);
  append_name(out, "public");
  append_label(out, state.public_label);
  append_member(out, "kind", kind_name(state.kind));
  append_member(out, "clock", clock_name(state.clock));
  out += '}';
  return out;
}

std::string render(const workflows::Action& action) {
  std::string out = "{";
  append_member(out, "id", action.id);
  append_name(out, "label");
  append_label(out, action.label);
  append_name(out, "input");
  out += action.input.schema().dump();
  out += '}';
  return out;
}

}  // namespace

void append_label(std::string& out, const workflows::Label& label) {
  out += '{';
  append_member(out, "zh-CN", label.zh_cn);
  append_member(out, "en", label.en);
  out += '}';
}

Rendering::Rendering(workflows::DefinitionPtr made) : definition(std::move(made)) {
  workflow = "{";
  append_member(workflow, "id", definition->id);
  append_name(workflow, "version");
  workflow += std::to_string(definition->version);
  append_member(workflow, "hash", definition->hash);
  workflow += '}';
  actions.reserve(definition->actions.size());  // states point into it
  for (const auto& action : definition->actions) actions.push_back({&action, render(action)});
  for (const auto& state : definition->states) {
    RenderedState rendered{render(state, state.label), render(state, state.public_label), {}};
    for (const auto& action : actions) {
      if (definition->leaves(*action.action, &state)) rendered.leaving.push_back(&action);
    }
    states.emplace(state.id, std::move(rendered));
  }
  for (const auto& [name, schema] : definition->fields.json().items())
    if (schema.value("x-internal", false)) internal.insert(name);
}

Renderings::Renderings(const workflows::Catalog& catalog, Find find) : find_(std::move(find)) {
  auto all = std::make_shared<ByHash>();
  for (const auto& [id, definition] : catalog.all()) {
    all->emplace(definition->hash, std::make_shared<const Rendering>(definition));
  }
  by_hash_.store(std::move(all));
}

RenderingPtr Renderings::known(const std::string& hash) const {
  const auto all = by_hash_.load();
  const auto found = all->find(hash);
  return found == all->end() ? nullptr : found->second;
}

Result<RenderingPtr> Renderings::of(const std::string& hash) {
  if (auto rendering = known(hash)) return rendering;
  auto definition = find_(hash);
  if (!definition) return std::unexpected(definition.error());
  return of(*definition);
}

RenderingPtr Renderings::of(const workflows::DefinitionPtr& definition) {
  if (auto rendering = known(definition->hash)) return rendering;
  const std::scoped_lock lock(growing_);
  if (auto rendering = known(definition->hash)) return rendering;
  auto grown = std::make_shared<ByHash>(*by_hash_.load());
  auto rendering = std::make_shared<const Rendering>(definition);
  grown->emplace(definition->hash, rendering);
  by_hash_.store(std::move(grown));
  return rendering;
}

}  // namespace docket::http

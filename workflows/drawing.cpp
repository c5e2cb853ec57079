#include "workflows/drawing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace docket::workflows {

namespace {

enum class Node { start, state, previous };
struct End {
  Node node = Node::state;
  std::string id;
  auto operator<=>(const End&) const = default;
};

using Edges = std::map<std::pair<End, End>, std::string>;  // labels of parallel actions joined

// Actions that stay where they are, in any state, would be a loop at every node: they are listed instead.
bool is_everywhere(const Action& action) {
  return (action.from.any || action.from.open) && action.to.kind == TargetKind::same;
}

End target_of(const Action& action, const End& from) {
  if (action.to.kind == TargetKind::same) return from;
  if (action.to.kind == TargetKind::previous) return {Node::previous, {}};
  return {Node::state, action.to.state};
}

Edges edges_of(const Definition& definition) {
  Edges edges;
  const auto add = [&](const Action& action, const End& from) {
    auto& label = edges[{from, target_of(action, from)}];
    label += (label.empty() ? "" : " / ") + action.label.zh_cn;
  };
  for (const auto& action : definition.actions) {
    if (is_everywhere(action)) continue;
    if (action.from.nothing) add(action, {Node::start, {}});
    for (const auto& state : definition.states)
      if (definition.leaves(action, &state)) add(action, {Node::state, state.id});
  }
  return edges;
}

bool draws_previous(const Edges& edges) {
  return std::ranges::any_of(edges, [](const auto& edge) { return edge.first.second.node == Node::previous; });
}

// Mermaid ends a text at ":" ";" or a quote and knows no escape for them: their full-width twins read the
// same.
std::string mermaid_text(std::string_view text) {
  static const std::map<char, std::string_view> twins = {
      {'"', "”"},  {':', "："}, {';', "；"}, {'#', "＃"}, {'<', "＜"}, {'>', "＞"}, {'{', "｛"},
      {'}', "｝"}, {'\n', " "}, {'\r', " "}, {'%', "％"}, {'[', "［"}, {']', "］"}};
  std::string safe;
  for (const char c : text) {
    const auto twin = twins.find(c);
    if (twin == twins.end()) {
      safe += c;
    } else {
      safe += twin->second;
    }
  }
  return safe;
}

// "state", "note" and "end" are words of the language, and "-" begins an arrow.
std::string mermaid_id(const End& end) {
  if (end.node == Node::start) return "[*]";
  if (end.node == Node::previous) return "previous";
  auto id = "s_" + end.id;
  std::ranges::replace(id, '-', '.');
  return id;
}

std::string dot_text(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '"' || c == '\\') safe += '\\';
    safe += (c == '\n' || c == '\r') ? ' ' : c;
  }
  return safe;
}

std::string everywhere_line(const Definition& definition, std::string_view comment) {
  std::string names;
  for (const auto& action : definition.actions)
    if (is_everywhere(action)) names += (names.empty() ? "" : "、") + dot_text(action.label.zh_cn);
  return names.empty() ? "" : fmt::format("  {} 各状态均可：{}\n", comment, names);
}

std::string dot_id(const End& end) {
  if (end.node == Node::start) return "\"[start]\"";
  if (end.node == Node::previous) return "\"[previous]\"";
  return fmt::format("\"{}\"", end.id);
}

std::string_view dot_style(StateKind kind) {
  switch (kind) {
    case StateKind::initial:
      return "style=\"rounded,bold\"";
    case StateKind::active:
      return "style=\"rounded\"";
    case StateKind::wait:
      return "style=\"rounded,dashed\"";
    case StateKind::outcome:
      return "style=\"rounded,filled\", fillcolor=\"#eeeeee\"";
    case StateKind::final:
      return "style=\"rounded,filled\", fillcolor=\"#eeeeee\", peripheries=2";
  }
  return {};
}

}  // namespace

std::string draw_mermaid(const Definition& definition) {
  const auto edges = edges_of(definition);
  auto text = fmt::format("stateDiagram-v2\n  %% {} {}\n", mermaid_text(definition.label.zh_cn),
                          mermaid_text(definition.label.en));
  for (const auto& state : definition.states)
    text += fmt::format("  state \"{}<br/>{}\" as {}\n", mermaid_text(state.label.zh_cn), mermaid_text(state.label.en),
                        mermaid_id({Node::state, state.id}));
  if (draws_previous(edges)) text += "  state \"原状态<br/>previous state\" as previous\n";
  for (const auto& [ends, label] : edges)
    text += fmt::format("  {} --> {} : {}\n", mermaid_id(ends.first), mermaid_id(ends.second), mermaid_text(label));
  for (const auto& state : definition.states)
    if (state.kind == StateKind::final) text += fmt::format("  {} --> [*]\n", mermaid_id({Node::state, state.id}));
  return text + everywhere_line(definition, "%%");
}

std::string draw_dot(const Definition& definition) {
  const auto edges = edges_of(definition);
  auto text = fmt::format(
      "digraph \"{}\" {{\n  label=\"{}\\n{}\";\n  rankdir=LR;\n  node [shape=box, fontname=\"Noto Sans CJK "
      "SC\"];\n"
      "  edge [fontname=\"Noto Sans CJK SC\"];\n  \"[start]\" [shape=point, label=\"\"];\n",
      definition.id, dot_text(definition.label.zh_cn), dot_text(definition.label.en));
  for (const auto& state : definition.states)
    text += fmt::format("  \"{}\" [label=\"{}\\n{}\", {}];\n", state.id, dot_text(state.label.zh_cn),
                        dot_text(state.label.en), dot_style(state.kind));
  if (draws_previous(edges)) text += "  \"[previous]\" [label=\"原状态\\nprevious state\", style=\"dotted\"];\n";
  for (const auto& [ends, label] : edges)
    text += fmt::format("  {} -> {} [label=\"{}\"];\n", dot_id(ends.first), dot_id(ends.second), dot_text(label));
  return text + everywhere_line(definition, "//") + "}\n";
}

}  // namespace docket::workflows

// A definition as a picture: Mermaid stateDiagram-v2 or Graphviz DOT, labels in Chinese first. Pure text.
#pragma once

#include <string>

#include "workflows/definition.hpp"

namespace docket::workflows {

std::string draw_mermaid(const Definition& definition);
std::string draw_dot(const Definition& definition);

}  // namespace docket::workflows

#include "workflows/guard.hpp"

#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "workflows/guard_coercion.hpp"
#include "workflows/guard_evaluation.hpp"
#include "workflows/guard_node.hpp"
#include "workflows/guard_refusal.hpp"

namespace docket::workflows {
namespace {

void collect_path(const nlohmann::json& key, std::set<std::string>& paths) {
  if (key.is_string()) paths.insert(key.get<std::string>());
  if (key.is_number_integer()) paths.insert(key.dump());
}

void collect_paths(const Rule::Node& node, std::set<std::string>& paths) {
  const bool reads =
      node.kind == Rule::Node::Kind::operation &&
      (node.code == Operator::variable || node.code == Operator::missing || node.code == Operator::missing_some);
  // The first argument of `missing_some` is a number, and the second of `var` a default.
  const std::size_t first = reads && node.code == Operator::missing_some ? 1 : 0;
  const std::size_t last = reads && node.code == Operator::variable ? 1 : node.children.size();
  for (std::size_t index = 0; index < node.children.size(); ++index) {
    const Rule::Node& child = node.children[index];
    if (reads && index >= first && index < last && child.kind == Rule::Node::Kind::literal) {
      if (!child.value->is_array()) collect_path(*child.value, paths);
      if (child.value->is_array() && node.code != Operator::variable) {
        for (const nlohmann::json& key : *child.value) collect_path(key, paths);
      }
    }
    const bool body = node.kind == Rule::Node::Kind::operation && iterates(node.code) && index == 1;
    if (!body) collect_paths(child, paths);
  }
}

}  // namespace

Rule::Rule(std::shared_ptr<const Node> root, Value source, RuleLimits limits)
    : root_(std::move(root)), source_(std::move(source)), limits_(limits) {}

std::expected<Value, Label> Rule::evaluate(const Scope& scope) const {
  try {
    return Value(Evaluation(scope, limits_.fuel_max).run(*root_).take());
  } catch (GuardRefusal& refusal) {
    return std::unexpected(std::move(refusal.sentence));
  }
}

std::expected<bool, Label> Rule::holds(const Scope& scope) const {
  try {
    return is_true(*Evaluation(scope, limits_.fuel_max).run(*root_));
  } catch (GuardRefusal& refusal) {
    return std::unexpected(std::move(refusal.sentence));
  }
}

std::vector<std::string> Rule::paths() const {
  std::set<std::string> paths;
  collect_paths(*root_, paths);
  return {paths.begin(), paths.end()};
}

Value Rule::source() const { return source_; }

}  // namespace docket::workflows

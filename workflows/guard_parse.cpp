#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "workflows/guard_node.hpp"

namespace docket::workflows {
namespace {

using nlohmann::json;
using Node = Rule::Node;

// Compiles a rule and collects every problem. A part with a problem becomes a literal, and reading goes on.
class Compiler {
 public:
  explicit Compiler(const RuleLimits& limits) : limits_(limits) {}

  Node compile(const json& rule) { return node(rule, "", 1); }
  Problems take_problems() { return std::move(problems_); }

 private:
  Node node(const json& rule, const std::string& pointer, std::size_t depth) {
    if (rule.is_array()) return list(rule, pointer, depth);
    if (!rule.is_object() || rule.empty()) return literal(rule);
    if (rule.size() > 1) return data_object(rule, pointer);
    return operation(rule, pointer, depth);
  }

  static Node literal(const json& value) {
    Node node;
    node.value = &value;
    return node;
  }

  Node list(const json& rule, const std::string& pointer, std::size_t depth) {
    if (!within_depth(pointer, depth)) return literal(rule);
    Node node = literal(rule);
    node.children = elements(rule, pointer, depth + 1);
    bool constant = true;
    for (const Node& child : node.children) constant = constant && child.kind == Node::Kind::literal;
    if (constant) return literal(rule);
    node.kind = Node::Kind::list;
    return node;
  }

  std::vector<Node> elements(const json& rule, const std::string& pointer, std::size_t depth) {
    std::vector<Node> nodes;
    nodes.reserve(rule.size());
    for (std::size_t index = 0; index < rule.size(); ++index) {
      // Plain values need no pointer: long lists of them stay cheap.
      nodes.push_back(rule[index].is_structured()
                          ? node(rule[index], pointer_child(pointer, fmt::to_string(index)), depth)
                          : literal(rule[index]));
    }
    return nodes;
  }

  Node operation(const json& rule, const std::string& pointer, std::size_t depth) {
    const auto member = rule.cbegin();
    const std::string& name = member.key();
    const json& argument = member.value();
    const std::string at = pointer_child(pointer, name);
    const OperatorEntry* const entry = find_operator(name);
    if (!within_depth(at, depth) || !within_count(at)) return literal(rule);
    if (entry == nullptr) {
      refuse(at, {fmt::format("未知运算符“{}”，请使用 JSONLogic 已公布的运算符。", name),
                  fmt::format("Unknown operator \"{}\": use a published JSONLogic operator.", name)});
      this->node(argument, at, depth + 1);  // for the problems inside
      return literal(rule);
    }
    Node node;
    node.kind = Node::Kind::operation;
    node.code = entry->code;
    node.value = &rule;
    // {"var": "a"} is short for {"var": ["a"]}.
    if (argument.is_array()) {
      node.children = elements(argument, at, depth + 1);
    } else {
      node.children.push_back(this->node(argument, at, depth + 1));
    }
    check_count(*entry, node.children.size(), at);
    check_arguments(node, name, at);
    return node;
  }

  // The published engines leave such an object as it is. With an operation inside it is almost surely a slip
  // that would never be evaluated, so it does not load.
  Node data_object(const json& rule, const std::string& pointer) {
    for (const auto& [name, value] : rule.items()) {
      if (find_operator(name) != nullptr || holds_operation(value, 0)) {
        refuse(pointer_child(pointer, name), {"一个运算只能有一个成员，数据对象里不能再写运算，请拆开。",
                                              "An operation has exactly one member, and an object of plain "
                                              "data holds no operations: take them apart."});
      }
    }
    return literal(rule);
  }

  bool holds_operation(const json& value, std::size_t depth) const {
    if (!value.is_structured()) return false;
    if (depth > limits_.depth_max) return true;
    if (value.is_object() && value.size() == 1 && find_operator(value.cbegin().key()) != nullptr) return true;
    for (const json& child : value) {
      if (holds_operation(child, depth + 1)) return true;
    }
    return false;
  }

  bool within_depth(const std::string& pointer, std::size_t depth) {
    if (depth <= limits_.depth_max) return true;
    refuse(pointer, {fmt::format("规则嵌套太深（上限 {} 层），请拆分成几条。", limits_.depth_max),
                     fmt::format("The rule is nested too deeply (limit {} levels): split it.", limits_.depth_max)});
    return false;
  }

  bool within_count(const std::string& pointer) {
    if (++count_ <= limits_.nodes_max) return true;
    if (count_ == limits_.nodes_max + 1) {  // one sentence is enough
      refuse(pointer, {fmt::format("规则的运算太多（上限 {} 个），请拆分成几条。", limits_.nodes_max),
                       fmt::format("The rule has too many operations (limit {}): split it.", limits_.nodes_max)});
    }
    return false;
  }

  void check_count(const OperatorEntry& entry, std::size_t count, const std::string& pointer) {
    if (count >= entry.arguments_min && count <= entry.arguments_max) return;
    if (entry.code == Operator::reduce && count == 2) {
      refuse(pointer, {"reduce 须有初始值作为第三个参数。", "reduce needs a start value as its third argument."});
      return;
    }
    if (entry.arguments_max == any_number) {
      refuse(pointer, {fmt::format("{} 至少要有 {} 个参数。", entry.name, entry.arguments_min),
                       fmt::format("{} takes at least {} argument(s).", entry.name, entry.arguments_min)});
      return;
    }
    if (entry.arguments_min == entry.arguments_max) {
      refuse(pointer, {fmt::format("{} 要有 {} 个参数。", entry.name, entry.arguments_min),
                       fmt::format("{} takes {} argument(s).", entry.name, entry.arguments_min)});
      return;
    }
    refuse(pointer,
           {fmt::format("{} 要有 {} 到 {} 个参数。", entry.name, entry.arguments_min, entry.arguments_max),
            fmt::format("{} takes {} to {} arguments.", entry.name, entry.arguments_min, entry.arguments_max)});
  }

  void check_arguments(const Node& operation, const std::string& name, const std::string& pointer) {
    switch (operation.code) {
      case Operator::equal:
      case Operator::not_equal:
      case Operator::strict_equal:
      case Operator::strict_not_equal:
        for (const Node& child : operation.children) {
          if (child.kind == Node::Kind::list || (child.kind == Node::Kind::literal && child.value->is_structured())) {
            refuse(pointer, {fmt::format("{} 不能比较列表或对象，请比较其中的值。", name),
                             fmt::format("{} does not compare lists or objects: compare values inside them.", name)});
          }
        }
        return;
      case Operator::variable:
        if (!operation.children.empty()) check_path(operation.children.front(), true, pointer);
        return;
      case Operator::missing:
        for (const Node& child : operation.children) {
          if (child.kind == Node::Kind::literal && !child.value->is_array()) check_path(child, false, pointer);
        }
        return;
      default:
        return;
    }
  }

  // A path that stands in the rule itself: text or an index; `var` also takes null for all the data.
  void check_path(const Node& path, bool null_allowed, const std::string& pointer) {
    if (path.kind == Node::Kind::operation) return;
    if (path.kind == Node::Kind::literal) {
      if (path.value->is_string() || path.value->is_number_integer()) return;
      if (path.value->is_null() && null_allowed) return;
    }
    refuse(pointer, {"路径须为文本或整数下标。", "A path is text or a whole number."});
  }

  void refuse(const std::string& pointer, Label sentence) { problems_.push_back({pointer, std::move(sentence)}); }

  RuleLimits limits_;
  std::size_t count_ = 0;
  Problems problems_;
};

}  // namespace

std::expected<Rule, Problems> Rule::parse(const Value& rule, const RuleLimits& limits) {
  Compiler compiler(limits);
  auto root = std::make_shared<const Node>(compiler.compile(rule.json()));
  Problems problems = compiler.take_problems();
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return Rule(std::move(root), rule, limits);
}

}  // namespace docket::workflows

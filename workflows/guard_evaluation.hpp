// One evaluation of one rule, private to the guard_*.cpp files. Values are borrowed from the data and the
// rule wherever possible; every step, every copied value and every compared or searched text costs fuel, so
// that an evaluation ends soon whatever the rule and the data are.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "workflows/guard_node.hpp"

namespace docket::workflows {

// A value that is either borrowed (it outlives the evaluation, or the loop that made it) or owned.
class Operand {
 public:
  explicit Operand(nlohmann::json owned) : owned_(std::move(owned)) {}
  static Operand borrow(const nlohmann::json& value) {
    Operand operand{nlohmann::json()};
    operand.borrowed_ = &value;
    return operand;
  }

  const nlohmann::json& operator*() const { return borrowed_ != nullptr ? *borrowed_ : owned_; }
  const nlohmann::json* operator->() const { return &**this; }
  bool is_borrowed() const { return borrowed_ != nullptr; }

  nlohmann::json take() && {
    if (borrowed_ != nullptr) return *borrowed_;
    return std::move(owned_);
  }

 private:
  const nlohmann::json* borrowed_ = nullptr;
  nlohmann::json owned_;
};

class Evaluation {
 public:
  Evaluation(const Scope& scope, std::size_t fuel) : scope_(scope), fuel_(fuel) {}

  // Throws GuardRefusal.
  Operand run(const Rule::Node& root) { return evaluate(root, View{&scope_.data, nullptr}); }

 private:
  using Node = Rule::Node;

  // What `var` looks at: the data, one element of a list, or in `reduce` an element beside what was gathered
  // so far.
  struct View {
    const nlohmann::json* current;
    const nlohmann::json* accumulator;
  };

  Operand evaluate(const Node& node, const View& view);
  Operand operate(const Node& node, const View& view);
  std::vector<Operand> arguments(const Node& node, const View& view);

  Operand variable(const Node& node, const View& view);
  Operand whole(const View& view);
  const nlohmann::json* find(Operator code, std::string_view path, const View& view);
  const nlohmann::json* enter(std::string_view& path) const;
  const nlohmann::json* shown(const nlohmann::json* value) const;
  static const nlohmann::json* step(Operator code, const nlohmann::json& at, std::string_view name);

  Operand missing(const std::vector<Operand>& arguments, const View& view);
  Operand missing_some(const Node& node, const View& view);
  nlohmann::json missing_among(Operator code, const nlohmann::json& keys, const View& view);
  bool is_missing(Operator code, const nlohmann::json& key, const View& view);

  Operand choose(const Node& node, const View& view);
  Operand connect(const Node& node, const View& view, bool until);

  Operand iterate(const Node& node, const View& view);
  Operand map(const Node& body, const nlohmann::json& list);
  Operand filter(const Node& body, const nlohmann::json& list);
  bool any(const Node& body, const nlohmann::json& list, bool wanted);
  Operand reduce(const Node& node, const nlohmann::json& list, const View& view);

  Operand apply(Operator code, std::vector<Operand> arguments);
  bool compare(Operator code, const std::vector<Operand>& arguments);
  Operand extreme(Operator code, const std::vector<Operand>& arguments);
  Operand multiply(const std::vector<Operand>& arguments);
  Operand divide(Operator code, const nlohmann::json& left, const nlohmann::json& right);
  Operand merge(std::vector<Operand> arguments);
  bool contains(const nlohmann::json& needle, const nlohmann::json& haystack);
  Operand concatenate(const std::vector<Operand>& arguments);
  Operand cut(const std::vector<Operand>& arguments);
  Operand between_dates(Operator code, const nlohmann::json& from, const nlohmann::json& to);

  // Owns the value, at the price of a copy if it is borrowed.
  nlohmann::json own(Operand operand);
  void spend(std::size_t steps);
  void spend_text(std::size_t bytes);
  void spend_copy(const nlohmann::json& value);

  const Scope& scope_;
  std::size_t fuel_;
};

}  // namespace docket::workflows

// JSONLogic, parsed once and evaluated purely, in the strict profile of Docket: whatever the public engines
// disagree about is an error here, never a guess. Domain operators beside the published ones: `days_between`
// and `working_days_between` (dates `YYYY-MM-DD` or RFC 3339 instants). Rules are immutable and shared
// between threads.
//
// Limits: `depth_max` levels and `nodes_max` operators at load, `fuel_max` steps at evaluation; each is an
// error.
#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/calendar.hpp"
#include "workflows/problem.hpp"
#include "workflows/value.hpp"

namespace docket::workflows {

struct RuleLimits {
  std::size_t depth_max = 32;
  std::size_t nodes_max = 1'000;
  std::size_t fuel_max = 100'000;
};

// Data that is made only when a rule asks for it: building all of it for each command would cost more than evaluating
// the rule. One evaluation, one thread; what is found lives as long as the source.
class Lookup {
 public:
  virtual ~Lookup() = default;
  // The value at one or two leading segments of a path ("input", "case.data"), the whole document for ""; null: not
  // here.
  virtual const nlohmann::json* find(std::string_view path) const = 0;
};

// What a rule may look at. `calendar` may be null: then `working_days_between` is an error.
// With `personal_as_presence` a `var` that finds a personal reference ({"$personal": …}) yields `true`: a
// guard may ask whether a personal field is there, never what it says. Effects read the reference itself.
struct Scope {
  const nlohmann::json& data;
  const Calendar* calendar = nullptr;
  bool personal_as_presence = true;
  const Lookup* lookup = nullptr;  // asked before `data`
};

class Rule {
 public:
  // All problems at once, with pointers into the rule.
  static std::expected<Rule, Problems> parse(const Value& rule, const RuleLimits& limits = {});

  // The value, or one sentence why the rule has none (a guard error: the transition is refused).
  std::expected<Value, Label> evaluate(const Scope& scope) const;

  // evaluate() and JSONLogic's truth; an object as a condition is an error.
  std::expected<bool, Label> holds(const Scope& scope) const;

  // Every literal `var`/`missing`/`missing_some` path the rule reads, sorted, for the linter
  // ("case.data.title", "input.area" …). Left out: what is relative to an element, inside the second part of
  // `map`, `filter` and their kin.
  std::vector<std::string> paths() const;

  Value source() const;

  struct Node;  // the compiled form, private to guard_node.hpp

 private:
  explicit Rule(std::shared_ptr<const Node> root, Value source, RuleLimits limits);
  std::shared_ptr<const Node> root_;
  Value source_;
  RuleLimits limits_;
};

}  // namespace docket::workflows

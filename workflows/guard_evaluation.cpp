#include "workflows/guard_evaluation.hpp"

#include <fmt/format.h>

#include <charconv>
#include <string>
#include <utility>

#include "workflows/form.hpp"
#include "workflows/guard_coercion.hpp"
#include "workflows/guard_refusal.hpp"

namespace docket::workflows {
namespace {

using nlohmann::json;

constexpr std::size_t text_bytes_per_step = 64;

// "0", "17", without sign and leading zeros: the way a list's places are written.
std::optional<std::size_t> index_of(std::string_view name) {
  if (name.empty() || name.size() > 9 || (name.size() > 1 && name.front() == '0')) return std::nullopt;
  std::size_t index = 0;
  const auto [end, failure] = std::from_chars(name.data(), name.data() + name.size(), index);
  if (failure != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return index;
}

// A key of `var` and its kin as text; a whole number is a place in a list.
std::string path_text(Operator code, const json& key) {
  if (key.is_number_integer()) return key.dump();
  refuse_kind(code, key, {"路径文本或整数下标", "a path or a whole number"});
}

}  // namespace

Operand Evaluation::evaluate(const Node& node, const View& view) {
  spend(1);
  switch (node.kind) {
    case Node::Kind::literal:
      return Operand::borrow(*node.value);
    case Node::Kind::operation:
      return operate(node, view);
    case Node::Kind::list:
      break;
  }
  json list = json::array();
  for (const Node& child : node.children) list.push_back(own(evaluate(child, view)));
  return Operand(std::move(list));
}

// These decide themselves which arguments they look at; all others get the values of all of theirs.
Operand Evaluation::operate(const Node& node, const View& view) {
  switch (node.code) {
    case Operator::variable:
      return variable(node, view);
    case Operator::missing:
      return missing(arguments(node, view), view);
    case Operator::missing_some:
      return missing_some(node, view);
    case Operator::choose:
      return choose(node, view);
    case Operator::all_of:
      return connect(node, view, false);
    case Operator::any_of:
      return connect(node, view, true);
    case Operator::log:
      return evaluate(node.children.front(), view);
    default:
      break;
  }
  if (iterates(node.code)) return iterate(node, view);
  return apply(node.code, arguments(node, view));
}

std::vector<Operand> Evaluation::arguments(const Node& node, const View& view) {
  std::vector<Operand> values;
  values.reserve(node.children.size());
  for (const Node& child : node.children) values.push_back(evaluate(child, view));
  return values;
}

Operand Evaluation::variable(const Node& node, const View& view) {
  if (node.children.empty()) return whole(view);
  const Node& first = node.children.front();
  const Operand key = evaluate(first, view);
  // Null asks for everything only where it stands in the rule: a computed one is more likely a missing value.
  if (key->is_null() && first.kind == Node::Kind::literal) return whole(view);
  const json* found = nullptr;
  if (key->is_string()) {
    const std::string& path = key->get_ref<const std::string&>();
    if (path.empty()) return whole(view);
    found = find(node.code, path, view);
  } else {
    found = find(node.code, path_text(node.code, *key), view);
  }
  if (found != nullptr) return Operand::borrow(*found);
  if (node.children.size() == 2) return evaluate(node.children[1], view);
  return Operand(nullptr);
}

Operand Evaluation::whole(const View& view) {
  if (view.accumulator != nullptr) {
    json both = json::object();
    both["current"] = own(Operand::borrow(*view.current));
    both["accumulator"] = own(Operand::borrow(*view.accumulator));
    return Operand(std::move(both));
  }
  if (scope_.lookup != nullptr && view.current == &scope_.data) {
    const json* document = scope_.lookup->find("");
    if (document != nullptr) return Operand::borrow(*document);
  }
  return Operand::borrow(*shown(view.current));
}

// Takes the leading segments that the lookup answers for off the path; null when they answer for none.
const json* Evaluation::enter(std::string_view& path) const {
  const std::size_t first = path.find('.');
  const std::size_t second = first == std::string_view::npos ? first : path.find('.', first + 1);
  for (const std::size_t end : {second, first}) {
    if (const json* found = scope_.lookup->find(path.substr(0, end))) {
      path = end == std::string_view::npos ? std::string_view() : path.substr(end + 1);
      return found;
    }
  }
  return nullptr;
}

// Null when nothing is there.
const json* Evaluation::find(Operator code, std::string_view path, const View& view) {
  spend_text(path.size());
  const json* at = shown(view.current);
  if (scope_.lookup != nullptr && view.current == &scope_.data && view.accumulator == nullptr) {
    if (const json* entered = enter(path)) {
      at = shown(entered);
      if (path.empty()) return at;
    }
  }
  bool entering_reduce = view.accumulator != nullptr;
  for (bool more = true; more;) {
    const std::size_t dot = path.find('.');
    const std::string_view name = path.substr(0, dot);
    more = dot != std::string_view::npos;
    if (more) path.remove_prefix(dot + 1);
    if (entering_reduce) {
      at = name == "current" ? view.current : name == "accumulator" ? view.accumulator : nullptr;
      entering_reduce = false;
    } else {
      at = step(code, *at, name);
    }
    if (at == nullptr) return nullptr;
    at = shown(at);
  }
  return at;
}

// In place of a personal reference a guard sees only that it is there.
const json* Evaluation::shown(const json* value) const {
  static const json present(true);
  return scope_.personal_as_presence && value->is_object() && is_reference(*value) ? &present : value;
}

const json* Evaluation::step(Operator code, const json& at, std::string_view name) {
  if (at.is_object()) {
    const auto& members = at.get_ref<const json::object_t&>();
    const auto member = members.find(name);
    return member == members.end() ? nullptr : &member->second;
  }
  if (!at.is_array() && !at.is_string()) return nullptr;
  const auto index = index_of(name);
  // Engines written in JavaScript answer these by accident of their language.
  if (name == "length" || (at.is_string() && index)) {
    refuse({fmt::format("{} 不能取列表或文本的 length，也不能取文本的某个字符。", name_of(code)),
            fmt::format("{} reads neither the length of a list or a text nor a character of a text.", name_of(code))});
  }
  if (!at.is_array() || !index || *index >= at.size()) return nullptr;
  return &at[*index];
}

Operand Evaluation::missing(const std::vector<Operand>& arguments, const View& view) {
  if (!arguments.empty() && arguments.front()->is_array()) {
    if (arguments.size() > 1) {
      refuse({"missing 的路径要么逐个写出，要么放在一个列表里。",
              "Give missing its paths one by one or in a single list, not both."});
    }
    return Operand(missing_among(Operator::missing, *arguments.front(), view));
  }
  json keys = json::array();
  for (const Operand& argument : arguments) {
    if (is_missing(Operator::missing, *argument, view)) keys.push_back(*argument);
  }
  return Operand(std::move(keys));
}

Operand Evaluation::missing_some(const Node& node, const View& view) {
  const Operand wanted = evaluate(node.children[0], view);
  const Operand keys = evaluate(node.children[1], view);
  if (!wanted->is_number()) refuse_kind(node.code, *wanted, {"数字作为第一个参数", "a number as its first argument"});
  if (!keys->is_array())
    refuse_kind(node.code, *keys, {"路径列表作为第二个参数", "a list of paths as its second argument"});
  json absent = missing_among(node.code, *keys, view);
  const auto found = static_cast<double>(keys->size() - absent.size());
  return found >= wanted->get<double>() ? Operand(json::array()) : Operand(std::move(absent));
}

json Evaluation::missing_among(Operator code, const json& keys, const View& view) {
  json absent = json::array();
  for (const json& key : keys) {
    if (is_missing(code, key, view)) absent.push_back(key);
  }
  return absent;
}

bool Evaluation::is_missing(Operator code, const json& key, const View& view) {
  spend(1);
  const json* found = view.current;
  if (!key.is_string()) {
    found = find(code, path_text(code, key), view);
  } else if (const auto& path = key.get_ref<const std::string&>(); !path.empty()) {
    found = find(code, path, view);
  } else if (view.accumulator != nullptr) {
    return false;
  }
  return found == nullptr || found->is_null() || (found->is_string() && found->get_ref<const std::string&>().empty());
}

// {"if": [condition, value, condition, value, …, otherwise]}
Operand Evaluation::choose(const Node& node, const View& view) {
  const std::vector<Node>& parts = node.children;
  std::size_t index = 0;
  for (; index + 1 < parts.size(); index += 2) {
    if (is_true(*evaluate(parts[index], view))) return evaluate(parts[index + 1], view);
  }
  return index < parts.size() ? evaluate(parts[index], view) : Operand(nullptr);
}

// The first value whose truth is `until`, else the last one, whose truth nobody asks.
Operand Evaluation::connect(const Node& node, const View& view, bool until) {
  for (std::size_t index = 0; index + 1 < node.children.size(); ++index) {
    Operand value = evaluate(node.children[index], view);
    if (is_true(*value) == until) return value;
  }
  return evaluate(node.children.back(), view);
}

Operand Evaluation::iterate(const Node& node, const View& view) {
  static const json none = json::array();
  const Operand found = evaluate(node.children.front(), view);
  if (!found->is_array() && !found->is_null()) refuse_kind(node.code, *found, {"列表", "a list"});
  const json& list = found->is_null() ? none : *found;
  const Node& body = node.children[1];
  switch (node.code) {
    case Operator::map:
      return map(body, list);
    case Operator::filter:
      return filter(body, list);
    case Operator::reduce:
      return reduce(node, list, view);
    case Operator::some:
      return Operand(any(body, list, true));
    case Operator::none:
      return Operand(!any(body, list, true));
    default:
      return Operand(!list.empty() && !any(body, list, false));  // all: of nothing it is false
  }
}

Operand Evaluation::map(const Node& body, const json& list) {
  json results = json::array();
  for (const json& element : list) results.push_back(own(evaluate(body, View{&element, nullptr})));
  return Operand(std::move(results));
}

Operand Evaluation::filter(const Node& body, const json& list) {
  json kept = json::array();
  for (const json& element : list) {
    if (is_true(*evaluate(body, View{&element, nullptr}))) kept.push_back(own(Operand::borrow(element)));
  }
  return Operand(std::move(kept));
}

bool Evaluation::any(const Node& body, const json& list, bool wanted) {
  for (const json& element : list) {
    if (is_true(*evaluate(body, View{&element, nullptr})) == wanted) return true;
  }
  return false;
}

Operand Evaluation::reduce(const Node& node, const json& list, const View& view) {
  Operand gathered = evaluate(node.children[2], view);
  for (const json& element : list) {
    // Owned at once: the result may borrow from what was gathered so far, which ends here.
    json next = own(evaluate(node.children[1], View{&element, &*gathered}));
    gathered = Operand(std::move(next));
  }
  return gathered;
}

json Evaluation::own(Operand operand) {
  if (operand.is_borrowed()) spend_copy(*operand);
  return std::move(operand).take();
}

void Evaluation::spend(std::size_t steps) {
  if (steps > fuel_) {
    refuse({"规则的计算步骤太多，请简化规则或缩短列表。",
            "The rule takes too many steps: simplify it or shorten its lists."});
  }
  fuel_ -= steps;
}

void Evaluation::spend_text(std::size_t bytes) { spend(bytes / text_bytes_per_step); }

void Evaluation::spend_copy(const json& value) {
  spend(1);
  if (value.is_string()) spend_text(value.get_ref<const std::string&>().size());
  if (!value.is_structured()) return;
  for (const json& child : value) spend_copy(child);
}

}  // namespace docket::workflows

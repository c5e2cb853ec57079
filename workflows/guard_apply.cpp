// The operators that work on the values of their arguments alone.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "workflows/guard_coercion.hpp"
#include "workflows/guard_evaluation.hpp"
#include "workflows/guard_refusal.hpp"

namespace docket::workflows {
namespace {

using nlohmann::json;

const Label scalars{"文本、数字、是非值或空值", "text, a number, true, false or null"};
const Label text_or_number{"文本或数字", "text or a number"};
const Label text_or_list{"文本或列表", "text or a list"};
const Label a_date{"YYYY-MM-DD 日期或 RFC 3339 时刻", "a date YYYY-MM-DD or an RFC 3339 instant"};

std::size_t text_size(const json& value) { return value.is_string() ? value.get_ref<const std::string&>().size() : 0; }

Date to_date(Operator code, const json& value) {
  if (value.is_string()) {
    if (const auto date = parse_date_or_instant(value.get_ref<const std::string&>())) return *date;
  }
  refuse_kind(code, value, a_date);
}

}  // namespace

Operand Evaluation::apply(Operator code, std::vector<Operand> arguments) {
  switch (code) {
    case Operator::equal:
    case Operator::not_equal:
    case Operator::strict_equal:
    case Operator::strict_not_equal:
    case Operator::greater:
    case Operator::greater_equal:
    case Operator::less:
    case Operator::less_equal:
      return Operand(compare(code, arguments));
    case Operator::negate:
      return Operand(!is_true(*arguments[0]));
    case Operator::truth:
      return Operand(is_true(*arguments[0]));
    case Operator::maximum:
    case Operator::minimum:
      return extreme(code, arguments);
    case Operator::add: {
      double sum = 0;
      for (const Operand& argument : arguments) sum += to_number(code, *argument);
      return Operand(from_number(code, sum));
    }
    case Operator::subtract: {
      const double first = to_number(code, *arguments[0]);
      return Operand(from_number(code, arguments.size() == 1 ? -first : first - to_number(code, *arguments[1])));
    }
    case Operator::multiply:
      return multiply(arguments);
    case Operator::divide:
    case Operator::remainder:
      return divide(code, *arguments[0], *arguments[1]);
    case Operator::merge:
      return merge(std::move(arguments));
    case Operator::contains:
      return Operand(contains(*arguments[0], *arguments[1]));
    case Operator::concatenate:
      return concatenate(arguments);
    case Operator::substring:
      return cut(arguments);
    case Operator::days_between:
    case Operator::working_days_between:
      return between_dates(code, *arguments[0], *arguments[1]);
    default:
      std::unreachable();  // Safe because Evaluation::operate keeps the others.
  }
}

bool Evaluation::compare(Operator code, const std::vector<Operand>& arguments) {
  for (const Operand& argument : arguments) spend_text(text_size(*argument));
  const json& left = *arguments[0];
  const json& right = *arguments[1];
  switch (code) {
    case Operator::equal:
      return loosely_equal(code, left, right);
    case Operator::not_equal:
      return !loosely_equal(code, left, right);
    case Operator::strict_equal:
      return strictly_equal(code, left, right);
    case Operator::strict_not_equal:
      return !strictly_equal(code, left, right);
    case Operator::greater:
      return order(code, left, right) > 0;
    case Operator::greater_equal:
      return order(code, left, right) >= 0;
    default:
      break;
  }
  // `<` and `<=` also ask whether the second of three stands between the others. Every pair is looked at, so
  // that an unfit value is refused whatever the others are.
  bool ascending = true;
  for (std::size_t index = 0; index + 1 < arguments.size(); ++index) {
    const auto found = order(code, *arguments[index], *arguments[index + 1]);
    ascending = (code == Operator::less ? found < 0 : found <= 0) && ascending;
  }
  return ascending;
}

Operand Evaluation::extreme(Operator code, const std::vector<Operand>& arguments) {
  if (arguments.empty()) {
    const std::string name(name_of(code));
    refuse({name + " 至少要有一个数字。", name + " needs at least one number."});
  }
  double result = to_number(code, *arguments[0]);
  for (const Operand& argument : arguments) {
    const double number = to_number(code, *argument);
    result = code == Operator::maximum ? std::max(result, number) : std::min(result, number);
  }
  return Operand(from_number(code, result));
}

// One text alone stays text in one engine and becomes a number in another.
Operand Evaluation::multiply(const std::vector<Operand>& arguments) {
  if (arguments.size() == 1 && !arguments[0]->is_number()) {
    refuse_kind(Operator::multiply, *arguments[0], {"单个数字或多个因数", "one number or several factors"});
  }
  double product = 1;
  for (const Operand& argument : arguments) product *= to_number(Operator::multiply, *argument);
  return Operand(from_number(Operator::multiply, product));
}

Operand Evaluation::divide(Operator code, const json& left, const json& right) {
  const double dividend = to_number(code, left);
  const double divisor = to_number(code, right);
  if (divisor == 0) refuse({"除数不能为零。", "Division by zero: check the divisor first."});
  return Operand(from_number(code, code == Operator::divide ? dividend / divisor : std::fmod(dividend, divisor)));
}

Operand Evaluation::merge(std::vector<Operand> arguments) {
  json merged = json::array();
  for (Operand& argument : arguments) {
    if (!argument->is_array()) {
      merged.push_back(own(std::move(argument)));
      continue;
    }
    for (const json& element : *argument) merged.push_back(own(Operand::borrow(element)));
  }
  return Operand(std::move(merged));
}

bool Evaluation::contains(const json& needle, const json& haystack) {
  if (haystack.is_null()) return false;
  if (haystack.is_string()) {
    if (!needle.is_string())
      refuse_kind(Operator::contains, needle, {"文本，才能在文本中查找", "text to look for in text"});
    const auto& text = haystack.get_ref<const std::string&>();
    spend_text(text.size());
    return !text.empty() && text.find(needle.get_ref<const std::string&>()) != std::string::npos;
  }
  if (!haystack.is_array()) refuse_kind(Operator::contains, haystack, text_or_list);
  if (needle.is_structured()) refuse_kind(Operator::contains, needle, scalars);
  for (const json& element : haystack) {
    spend(1);
    if (element == needle) return true;
  }
  return false;
}

Operand Evaluation::concatenate(const std::vector<Operand>& arguments) {
  std::string text;
  for (const Operand& argument : arguments) {
    if (argument->is_structured() || argument->is_null()) refuse_kind(Operator::concatenate, *argument, text_or_number);
    spend_text(text_size(*argument));
    text += to_text(Operator::concatenate, *argument);
  }
  return Operand(json(std::move(text)));
}

Operand Evaluation::cut(const std::vector<Operand>& arguments) {
  const json& source = *arguments[0];
  if (!source.is_string() && !source.is_number()) refuse_kind(Operator::substring, source, text_or_number);
  spend_text(text_size(source));
  const std::string text = to_text(Operator::substring, source);
  const long start = to_whole(Operator::substring, *arguments[1]);
  if (arguments.size() == 2) return Operand(json(substring(text, start)));
  return Operand(json(substring(text, start, to_whole(Operator::substring, *arguments[2]))));
}

Operand Evaluation::between_dates(Operator code, const json& from, const json& to) {
  const Date first = to_date(code, from);
  const Date last = to_date(code, to);
  if (code == Operator::days_between) return Operand(json((last - first).count()));
  if (scope_.calendar == nullptr) {
    refuse({"没有工作日日历，无法计算工作日。", "There is no calendar of working days to count with."});
  }
  const auto count = scope_.calendar->working_days_between(first, last);
  if (count) return Operand(json(*count));
  const std::string year = std::to_string(static_cast<int>(count.error()));
  refuse({year + " 年的放假安排尚未导入，无法计算工作日，请先导入该年日历。",
          "The working days of " + year + " are not published here: import the calendar of that year first."});
}

}  // namespace docket::workflows

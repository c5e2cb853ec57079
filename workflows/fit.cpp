// The walk of an input along its shape. See shape.hpp.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "workflows/calendar.hpp"
#include "workflows/shape.hpp"
#include "workflows/value.hpp"

namespace docket::workflows {

using nlohmann::json;

namespace {

unsigned type_of(const json& value) {
  switch (value.type()) {
    case json::value_t::null:
      return Shape::null;
    case json::value_t::boolean:
      return Shape::boolean;
    case json::value_t::number_integer:
    case json::value_t::number_unsigned:
      return Shape::integer | Shape::number;
    case json::value_t::number_float:
      return Shape::number;
    case json::value_t::string:
      return Shape::string;
    case json::value_t::object:
      return Shape::object;
    case json::value_t::array:
      return Shape::array;
    default:
      return 0;
  }
}

std::size_t code_points(const std::string& text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

bool is_date_time(std::string_view text) {
  constexpr std::size_t date_length = 10;
  return text.size() > date_length && parse_date_or_instant(text).has_value();
}

class Walk {
 public:
  explicit Walk(Findings* findings) : findings_(findings) {}

  bool visit(const Shape& shape, const json& value) {
    if ((shape.types & type_of(value)) == 0) return type_misfit(shape);
    bool good = shape.choices.empty() || is_choice(shape, value) || choice_misfit(shape);
    if (!good && findings_ == nullptr) return false;
    switch (value.type()) {
      case json::value_t::string:
        return visit_text(shape, value.get_ref<const std::string&>()) && good;
      case json::value_t::number_integer:
      case json::value_t::number_unsigned:
      case json::value_t::number_float:
        return visit_number(shape, value.get<double>()) && good;
      case json::value_t::array:
        return visit_items(shape, value) && good;
      case json::value_t::object:
        return visit_members(shape, value) && good;
      default:
        return good;
    }
  }

 private:
  // Sentences name the field by its title and never repeat what was written.
  bool misfit(Label sentence) {
    if (findings_ != nullptr) findings_->problems.push_back({findings_->pointer, std::move(sentence)});
    return false;
  }

  bool misfit(const Shape& shape, std::string_view zh, std::string_view en) {
    if (findings_ == nullptr) return false;
    const bool named = !shape.title.zh_cn.empty();
    return misfit({named ? fmt::format("“{}”{}", shape.title.zh_cn, zh) : fmt::format("这一项{}", zh),
                   named ? fmt::format("\"{}\" {}", shape.title.en, en) : fmt::format("This {}", en)});
  }

  static bool is_choice(const Shape& shape, const json& value) {
    return std::ranges::any_of(shape.choices, [&](const Value& choice) { return choice.json() == value; });
  }

  bool choice_misfit(const Shape& shape) {
    if (findings_ == nullptr) return false;
    if (shape.choice_titles.zh_cn.empty())
      return misfit(shape, "不在可选范围内，请从列出的选项中选择。",
                    "is not one of the choices: pick one from the list.");
    return misfit(shape, fmt::format("不在可选范围内，请选择：{}。", shape.choice_titles.zh_cn),
                  fmt::format("is not one of the choices: pick one of {}.", shape.choice_titles.en));
  }

  bool type_misfit(const Shape& shape) {
    if (shape.types & Shape::string) return misfit(shape, "应当是文字。", "must be a text.");
    if (shape.types & Shape::integer) return misfit(shape, "应当是整数。", "must be a whole number.");
    if (shape.types & Shape::number) return misfit(shape, "应当是数字。", "must be a number.");
    if (shape.types & Shape::boolean)
      return misfit(shape, "应当是“是”或“否”（true/false）。", "must be true or false.");
    if (shape.types & Shape::array) return misfit(shape, "应当是列表。", "must be a list.");
    if (shape.types & Shape::object) return misfit(shape, "应当是对象 {…}。", "must be an object {…}.");
    return misfit(shape, "应当留空（null）。", "must be left empty (null).");
  }

  bool visit_text(const Shape& shape, const std::string& text) {
    bool good = true;
    // Bytes bound code points from above, so short texts are never counted.
    if (text.size() > shape.length_max && code_points(text) > shape.length_max)
      good = findings_ && misfit(shape, fmt::format("太长，最多{}个字。", shape.length_max),
                                 fmt::format("is too long: {} characters are the most.", shape.length_max));
    if (shape.length_min > 0 && code_points(text) < shape.length_min) good = too_short(shape);
    if (shape.format == Format::date && !parse_date(text))
      good = misfit(shape, "应当是日期，形如 2026-01-31。", "must be a date such as 2026-01-31.");
    if (shape.format == Format::date_time && !is_date_time(text))
      good = misfit(shape, "应当是时间，形如 2026-01-31T09:00:00+08:00。",
                    "must be a time such as 2026-01-31T09:00:00+08:00.");
    // Safe because a pattern comes with a length_max, which bounds the recursion of std::regex.
    if (good && shape.pattern && !std::regex_search(text, *shape.pattern))
      good = misfit(shape, "格式不对，请检查。", "does not have the right form; check it.");
    return good;
  }

  bool too_short(const Shape& shape) {
    if (findings_ == nullptr) return false;
    if (shape.length_min == 1) return misfit(shape, "不能为空，请填写。", "must not be empty: fill it in.");
    return misfit(shape, fmt::format("太短，至少{}个字。", shape.length_min),
                  fmt::format("is too short: {} characters are the least.", shape.length_min));
  }

  bool visit_number(const Shape& shape, double number) {
    bool good = true;
    if (shape.minimum && number < *shape.minimum)
      good = findings_ && misfit(shape, fmt::format("太小，不能小于{}。", *shape.minimum),
                                 fmt::format("is too small: {} is the least.", *shape.minimum));
    if (shape.maximum && number > *shape.maximum)
      good = findings_ && misfit(shape, fmt::format("太大，不能大于{}。", *shape.maximum),
                                 fmt::format("is too large: {} is the most.", *shape.maximum));
    if (shape.above && number <= *shape.above)
      good = findings_ && misfit(shape, fmt::format("太小，须大于{}。", *shape.above),
                                 fmt::format("is too small: it must be above {}.", *shape.above));
    if (shape.below && number >= *shape.below)
      good = findings_ && misfit(shape, fmt::format("太大，须小于{}。", *shape.below),
                                 fmt::format("is too large: it must be below {}.", *shape.below));
    return good;
  }

  bool visit_items(const Shape& shape, const json& list) {
    bool good = true;
    if (list.size() < shape.items_min)
      good = findings_ && misfit(shape, fmt::format("太少，至少{}项。", shape.items_min),
                                 fmt::format("has too few items: {} are the least.", shape.items_min));
    if (list.size() > shape.items_max)
      return findings_ && misfit(shape, fmt::format("太多，最多{}项。", shape.items_max),
                                 fmt::format("has too many items: {} are the most.", shape.items_max));
    if (shape.unique && std::set<json>(list.begin(), list.end()).size() != list.size())
      good = misfit(shape, "有重复项，请删去。", "repeats an item: remove it.");
    if (!good && findings_ == nullptr) return false;
    for (std::size_t index = 0; shape.items && index < list.size(); ++index) {
      const Step step(findings_, index);
      if (!visit(*shape.items, list[index])) good = false;
      if (!good && findings_ == nullptr) return false;
    }
    return good;
  }

  // Both sides are sorted by name: one pass.
  bool visit_members(const Shape& shape, const json& object) {
    bool good = true;
    auto member = shape.members.begin();
    auto given = object.begin();
    while (member != shape.members.end() || given != object.end()) {
      const int order = member == shape.members.end() ? 1
                        : given == object.end()       ? -1
                                                      : member->name.compare(given.key());
      if (order < 0) {
        if (member->required) good = missing(*member) && good;
        ++member;
      } else if (order > 0) {
        // A name with "$" could pass for a reference into the vault, so no open object takes one.
        if (!shape.open || given.key().starts_with('$')) good = unknown(given.key());
        ++given;
      } else {
        const Step step(findings_, member->name);
        if (!visit(member->shape, *given)) good = false;
        ++member;
        ++given;
      }
      if (!good && findings_ == nullptr) return false;
    }
    return good;
  }

  bool missing(const Shape::Member& member) {
    const Step step(findings_, member.name);
    return misfit(member.shape, "是必填项，请填写。", "is required: fill it in.");
  }

  bool unknown(const std::string& name) {
    const Step step(findings_, name);
    return misfit({"这里没有名为这个的项，请删去。", "There is no member of this name here: remove it."});
  }

  // One token of the pointer, for as long as it lives.
  class Step {
   public:
    Step(Findings* findings, const std::string& token) : findings_(findings) {
      if (findings_ == nullptr) return;
      length_ = findings_->pointer.size();
      findings_->pointer = pointer_child(findings_->pointer, token);
    }
    Step(Findings* findings, std::size_t index)
        : Step(findings, findings == nullptr ? std::string() : std::to_string(index)) {}
    ~Step() {
      if (findings_ != nullptr) findings_->pointer.resize(length_);
    }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

   private:
    Findings* findings_;
    std::size_t length_ = 0;
  };

  Findings* findings_;
};

}  // namespace

bool fits(const Shape& shape, const json& value, Findings* findings) { return Walk(findings).visit(shape, value); }

}  // namespace docket::workflows

#include "workflows/shape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "workflows/members.hpp"
#include "workflows/value.hpp"

namespace docket::workflows {

using nlohmann::json;

namespace {

constexpr std::size_t length_default_max = 4'000;  // of a text that sets no limit itself
constexpr std::size_t items_default_max = 1'000;
constexpr std::size_t pattern_length_max = 256;  // std::regex recurses once per character
constexpr std::size_t depth_max = 16;

constexpr std::array<std::pair<std::string_view, unsigned>, 7> type_names = {{{"null", Shape::null},
                                                                              {"boolean", Shape::boolean},
                                                                              {"integer", Shape::integer},
                                                                              {"number", Shape::number},
                                                                              {"string", Shape::string},
                                                                              {"object", Shape::object},
                                                                              {"array", Shape::array}}};

const std::set<std::string, std::less<>> identity_kinds = {"phone", "id_no"};
const std::set<std::string, std::less<>> matter_parts = {"kind", "text"};
const std::set<std::string, std::less<>> reference_kinds = {"user", "unit", "area", "category", "case"};

class Compiler {
 public:
  explicit Compiler(Problems& problems) : problems_(problems) {}

  Shape compile(json& schema, const std::string& pointer, std::size_t depth) {
    Shape shape;
    Members members(schema, pointer, problems_);
    if (!schema.is_object()) return shape;
    if (depth > depth_max) {
      problems_.push_back({pointer,
                           {fmt::format("嵌套太深，最多{}层。", depth_max),
                            fmt::format("This is nested too deeply; {} levels are the most.", depth_max)}});
      return shape;
    }
    read_texts(members, shape);
    read_type(members, shape, depth == 0);
    read_choices(members, shape);
    read_string(members, schema, shape);
    read_number(members, shape);
    read_privacy(members, shape);
    read_items(members, schema, shape, depth);
    read_members(members, schema, shape, depth);
    members.refuse_unknown();
    return shape;
  }

 private:
  static bool is(const Shape& shape, unsigned type) { return (shape.types & type) != 0; }

  void read_texts(Members& members, Shape& shape) {
    if (members.optional("title") != nullptr) shape.title = members.required_label("title");
    if (members.optional("description") != nullptr) members.required_label("description");
  }

  void read_type(Members& members, Shape& shape, bool root) {
    const auto* type = members.optional("type");
    if (type == nullptr) {
      if (root) shape.types = Shape::object;
      if (!root && members.optional("enum") == nullptr && members.optional("const") == nullptr)
        problems_.push_back({members.pointer(), {"请写类型“type”。", "Say what \"type\" this is."}});
      return;
    }
    shape.types = 0;
    const auto add = [&](const json& name, const std::string& place) {
      for (const auto& [word, bit] : type_names)
        if (name == word) {
          shape.types |= bit;
          return;
        }
      problems_.push_back({place,
                           {"不认识这个类型，可用：string、integer、number、boolean、object、array、null。",
                            "This type is not known; use string, integer, number, boolean, object, array or null."}});
    };
    const auto place = members.pointer_to("type");
    if (!type->is_array()) {
      add(*type, place);
    } else {
      for (std::size_t index = 0; index < type->size(); ++index)
        add((*type)[index], fmt::format("{}/{}", place, index));
    }
    if (root && shape.types != Shape::object)
      problems_.push_back({place, {"表单本身须是对象（object）。", "A form itself is an object."}});
  }

  void read_choices(Members& members, Shape& shape) {
    if (const auto* constant = members.optional("const")) shape.choices = {Value(json(*constant))};
    if (const auto* list = members.optional("enum")) {
      if (list->is_array() && !list->empty() && shape.choices.empty()) {
        for (const auto& choice : *list) shape.choices.emplace_back(json(choice));
      } else {
        members.refuse("enum", {"请写非空的选项列表，且不与 const 同时使用。",
                                "Write a list of choices that is not empty, and not beside \"const\"."});
      }
    }
    read_choice_titles(members, shape);
  }

  void read_choice_titles(Members& members, Shape& shape) {
    std::map<std::string, Label> labels;
    members.each("x-labels", [&](const std::string& word, const json& label, const std::string& place) {
      labels[word] = read_label(label, place, problems_);
      if (std::ranges::find(shape.choices, Value(json(word))) == shape.choices.end())
        problems_.push_back({place, {"没有这个选项，请检查拼写。", "There is no such choice: check the spelling."}});
    });
    auto& [zh, en] = shape.choice_titles;
    for (const auto& choice : shape.choices) {
      if (!choice.json().is_string()) continue;
      const auto word = choice.json().get<std::string>();
      const auto& label = labels[word];
      if (label.zh_cn.empty()) continue;
      zh += fmt::format("{}{}（{}）", zh.empty() ? "" : "、", label.zh_cn, word);
      en += fmt::format("{}{} ({})", en.empty() ? "" : ", ", word, label.en);
    }
  }

  void read_format(Members& members, Shape& shape) {
    const auto format = members.text("format");
    if (format == "date") shape.format = Format::date;
    if (format == "date-time") shape.format = Format::date_time;
    if (format && shape.format == Format::none)
      members.refuse("format", {"format 只能是 date 或 date-time。", "Use date or date-time as the format."});
  }

  void read_string(Members& members, json& schema, Shape& shape) {
    read_format(members, shape);
    shape.length_min = size(members, "minLength", 0);
    const bool free_text = is(shape, Shape::string) && shape.choices.empty() && shape.format == Format::none;
    shape.length_max = size(members, "maxLength", free_text ? length_default_max : shape.length_max);
    if (free_text) schema["maxLength"] = shape.length_max;
    if (shape.length_min > shape.length_max)
      members.refuse("minLength", {"最短长度不能大于最长长度。", "The shortest length is above the longest."});
    if (const auto pattern = members.text("pattern")) read_pattern(members, *pattern, shape);
  }

  void read_pattern(Members& members, const std::string& pattern, Shape& shape) {
    if (shape.length_max > pattern_length_max)
      members.refuse("pattern", {fmt::format("使用 pattern 时请写 maxLength，不超过{}。", pattern_length_max),
                                 fmt::format("Beside a pattern write a maxLength of at most {}.", pattern_length_max)});
    if (std::ranges::any_of(pattern, [](char c) { return static_cast<unsigned char>(c) > 0x7e; })) {
      members.refuse("pattern", {"pattern 只能用 ASCII 字符。", "Use only ASCII in a pattern."});
      return;
    }
    try {
      shape.pattern.emplace(pattern, std::regex::ECMAScript);
    } catch (const std::regex_error&) {
      members.refuse("pattern", {"这个正则表达式写错了。", "This regular expression is malformed."});
    }
  }

  void read_number(Members& members, Shape& shape) {
    const auto bound = [&](std::string_view key) -> std::optional<double> {
      const auto* value = members.optional(key);
      if (value == nullptr) return std::nullopt;
      if (value->is_number()) return value->get<double>();
      members.refuse(key, {"这里应当是一个数。", "Write a number here."});
      return std::nullopt;
    };
    shape.minimum = bound("minimum");
    shape.maximum = bound("maximum");
    shape.above = bound("exclusiveMinimum");
    shape.below = bound("exclusiveMaximum");
  }

  void read_privacy(Members& members, Shape& shape) {
    shape.personal = members.flag("x-personal");
    shape.personal_inside = shape.personal;
    members.flag("x-internal");  // whoever renders a case asks for it
    if (const auto part = members.text("x-matter"); part && !matter_parts.contains(*part))  // read by parse_matter
      members.refuse("x-matter", {"x-matter 可用：kind、text。", "x-matter is kind or text."});
    if (const auto identity = members.text("x-identity")) {
      shape.identity = *identity;
      if (!identity_kinds.contains(*identity) || !shape.personal || shape.types != Shape::string)
        members.refuse("x-identity", {"x-identity 只用于 x-personal 的 string，可用：phone、id_no。",
                                      "x-identity belongs to a personal string; use phone or id_no."});
    }
    if (const auto subject = members.text("x-subject")) {
      shape.subject = *subject;
      if (!is_identifier(*subject))
        members.refuse("x-subject", {"请写主体的标识，如 case、petitioner。",
                                     "Write the id of a subject, such as case or petitioner."});
    }
    if (const auto ref = members.text("x-ref");
        ref && (!reference_kinds.contains(*ref) || shape.types != Shape::string))
      members.refuse("x-ref", {"x-ref 只用于 string，可用：user、unit、area、category、case。",
                               "x-ref belongs to a string; use user, unit, area, category or case."});
  }

  void read_items(Members& members, json& schema, Shape& shape, std::size_t depth) {
    shape.items_min = size(members, "minItems", 0);
    shape.items_max = size(members, "maxItems", is(shape, Shape::array) ? items_default_max : shape.items_max);
    shape.unique = members.flag("uniqueItems");
    const bool is_list = is(shape, Shape::array) && shape.choices.empty();
    if (is_list) schema["maxItems"] = shape.items_max;
    if (members.optional("items") == nullptr) {
      if (is_list)
        problems_.push_back({members.pointer(), {"列表须写明“items”。", "Say what the \"items\" of this list are."}});
      return;
    }
    auto items = compile(schema["items"], members.pointer_to("items"), depth + 1);
    shape.personal_inside = shape.personal_inside || items.personal_inside;
    shape.items = std::make_unique<const Shape>(std::move(items));
  }

  void read_members(Members& members, json& schema, Shape& shape, std::size_t depth) {
    shape.open = members.flag("additionalProperties");
    if (is(shape, Shape::object) && shape.choices.empty()) schema["additionalProperties"] = shape.open;
    const auto required = members.texts("required");
    std::vector<std::string> names;
    members.each_id("properties", [&](const std::string& name, const json&, const std::string& place) {
      names.push_back(name);
      auto property = compile(schema["properties"][name], place, depth + 1);
      shape.personal_inside = shape.personal_inside || property.personal_inside;
      shape.members.push_back({name, std::ranges::find(required, name) != required.end(), std::move(property)});
    });
    if (depth == 0 && !schema.contains("properties")) schema["properties"] = json::object();
    if (depth == 0) schema["type"] = "object";
    for (std::size_t index = 0; index < required.size(); ++index)
      if (std::ranges::find(names, required[index]) == names.end())
        problems_.push_back({fmt::format("{}/{}", members.pointer_to("required"), index),
                             {"必填项须在 properties 里，请检查拼写。",
                              "What is required must stand in \"properties\": check the spelling."}});
  }

  std::size_t size(Members& members, std::string_view key, std::size_t fallback) {
    const auto* value = members.optional(key);
    if (value == nullptr) return fallback;
    if (value->is_number_integer() && *value >= 0) return value->get<std::size_t>();
    members.refuse(key, {"这里应当是一个不小于0的整数。", "Write a whole number here that is at least 0."});
    return fallback;
  }

  Problems& problems_;
};

}  // namespace

Shape compile_shape(json& schema, const std::string& pointer, Problems& problems) {
  return Compiler(problems).compile(schema, pointer, 0);
}

}  // namespace docket::workflows

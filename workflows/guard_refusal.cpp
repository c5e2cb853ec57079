#include "workflows/guard_refusal.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

namespace docket::workflows {

void refuse(Label sentence) { throw GuardRefusal{std::move(sentence)}; }

void refuse_kind(Operator code, const nlohmann::json& found, const Label& wanted) {
  const Label kind = kind_of(found);
  const std::string_view name = name_of(code);
  refuse({fmt::format("{} 不能用于{}，须为{}。", name, kind.zh_cn, wanted.zh_cn),
          fmt::format("{} cannot work with {}: give it {}.", name, kind.en, wanted.en)});
}

Label kind_of(const nlohmann::json& value) {
  switch (value.type()) {
    case nlohmann::json::value_t::null:
      return {"空值（请用 var 的默认值）", "nothing (null; give var a default)"};
    case nlohmann::json::value_t::boolean:
      return {"是非值", "true or false"};
    case nlohmann::json::value_t::string:
      return {"这样的文本", "such a text"};
    case nlohmann::json::value_t::array:
      return {"列表", "a list"};
    case nlohmann::json::value_t::object:
      return {"对象", "an object"};
    default:
      return {"这样的数字", "such a number"};
  }
}

}  // namespace docket::workflows

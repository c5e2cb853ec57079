#include "engine/decide/refusals.hpp"

#include <fmt/format.h>

#include "engine/decide/perform.hpp"

namespace docket::decide {
namespace {

using model::Rejection;
using model::RejectionCode;

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

// The states an action leaves, as people call them; none of them for an action that only opens cases.
std::string allowed(const workflows::Definition& definition, const workflows::Action& action, bool chinese) {
  std::vector<std::string> names;
  for (const auto& state : definition.states) {
    if (!definition.leaves(action, &state)) continue;
    names.push_back(chinese ? "“" + state.label.zh_cn + "”" : "'" + state.label.en + "'");
  }
  return names.empty() ? (chinese ? "尚未开立的案件" : "a case not opened yet") : join(names, chinese ? "、" : ", ");
}

// What this actor can do with a case in this state, ready to be typed.
std::string open_now(const workflows::Definition& definition, const workflows::State* state, const model::Actor& actor,
                     bool chinese) {
  std::vector<std::string> names;
  for (const auto& action : definition.actions) {
    if (!definition.leaves(action, state) || !may(actor, action)) continue;
    names.push_back(chinese ? fmt::format("“{}”（{}）", action.label.zh_cn, action.id)
                            : fmt::format("'{}' ({})", action.label.en, action.id));
  }
  if (names.empty()) return chinese ? "您现在没有可做的动作" : "there is nothing you can do with it now";
  return (chinese ? "您现在可以：" : "you can now: ") + join(names, chinese ? "、" : ", ");
}

Rejection not_among(std::string pointer, std::vector<std::string> choices, workflows::Label sentence,
                    RejectionCode code = RejectionCode::unknown_user) {
  constexpr std::size_t named_max = 8;
  if (!choices.empty()) {
    const bool more = choices.size() > named_max;
    if (more) choices.resize(named_max);
    sentence.zh_cn += fmt::format("可填：{}{}。", join(choices, "、"), more ? " 等" : "");
    sentence.en += fmt::format(" Choose one of: {}{}.", join(choices, ", "), more ? ", …" : "");
  }
  auto rejection = refuse(code, std::move(sentence.zh_cn), std::move(sentence.en));
  rejection.problems.push_back({std::move(pointer), rejection.sentence});
  return rejection;
}

}  // namespace

Rejection refuse(RejectionCode code, std::string zh_cn, std::string en) {
  return Rejection{code, {std::move(zh_cn), std::move(en)}, "", {}};
}

Rejection unknown_action(const workflows::Definition& definition) {
  std::vector<std::string> names;
  for (const auto& action : definition.actions) names.push_back(action.id);
  return refuse(RejectionCode::unknown_action,
                fmt::format("流程“{}”没有这个动作；可用的动作：{}。", definition.label.zh_cn, join(names, "、")),
                fmt::format("Workflow '{}' has no such action; it has: {}.", definition.label.en, join(names, ", ")));
}

Rejection not_an_opening(const workflows::Definition& definition, const workflows::Action& action) {
  std::vector<std::string> names;
  for (const auto& other : definition.actions) {
    if (other.from.nothing) names.push_back(other.id);
  }
  return refuse(RejectionCode::not_an_opening,
                fmt::format("动作“{}”不能开立新案件；请使用：{}。", action.label.zh_cn, join(names, "、")),
                fmt::format("Action '{}' cannot open a case; use: {}.", action.label.en, join(names, ", ")));
}

Rejection forbidden(const workflows::Action& action) {
  return refuse(
      RejectionCode::forbidden,
      fmt::format("您没有“{}”的权限；需要以下角色之一：{}。", action.label.zh_cn, join(action.roles, "、")),
      fmt::format("You may not do '{}'; it takes one of the roles: {}.", action.label.en, join(action.roles, ", ")));
}

Rejection wrong_state(const workflows::Definition& definition, const workflows::Action& action,
                      const std::string& state, const model::Actor& actor) {
  const auto* now = definition.state(state);
  const auto zh = now == nullptr ? state : now->label.zh_cn;
  const auto en = now == nullptr ? state : now->label.en;
  return refuse(RejectionCode::wrong_state,
                fmt::format("案件现处于“{}”，不能“{}”；该动作适用于：{}。{}。", zh, action.label.zh_cn,
                            allowed(definition, action, true), open_now(definition, now, actor, true)),
                fmt::format("The case is '{}', and '{}' is for: {}; {}.", en, action.label.en,
                            allowed(definition, action, false), open_now(definition, now, actor, false)));
}

std::string input_pointer(const workflows::Rule& rule) {
  for (const auto& path : rule.paths()) {
    if (path.starts_with("input.")) return "/" + path.substr(6);
  }
  return "";
}

Rejection unknown_user(std::string pointer, std::vector<std::string> choices) {
  return not_among(std::move(pointer), std::move(choices),
                   {"没有这个人，或其不具备所需角色。", "There is no such user, or not with the role this needs."});
}

Rejection unknown_subject(std::string pointer, std::vector<std::string> choices) {
  return not_among(std::move(pointer), std::move(choices),
                   {"本案没有这个主体的个人信息。", "The case holds no personal values of such a subject."},
                   RejectionCode::unknown_subject);
}

// The word is safe to repeat: it stands in the case's own list.
Rejection already_erased(const std::string& subject) {
  return refuse(RejectionCode::already_erased, fmt::format("“{}”的个人信息已经销毁，没有可再销毁的内容。", subject),
                fmt::format("The personal values of '{}' were destroyed before; nothing is left to erase.", subject));
}

Rejection unknown_unit(std::string pointer, const model::Directory& directory) {
  std::vector<std::string> ids;
  for (const auto& [id, unit] : directory.units) ids.push_back(id.str());
  return not_among(std::move(pointer), std::move(ids), {"没有这个单位。", "There is no such unit."});
}

Rejection unknown_area(std::string pointer, const model::Directory& directory) {
  std::vector<std::string> ids;
  for (const auto& [id, area] : directory.areas) ids.push_back(id);
  return not_among(std::move(pointer), std::move(ids), {"没有这个村（社区）。", "There is no such village."});
}

Rejection no_such_case(std::string pointer) {
  return not_among(std::move(pointer), {},
                   {"没有这个案件，或您无权查看；请填写案件编号（id）。",
                    "There is no such case, or you may not see it; give the id of a case."});
}

}  // namespace docket::decide

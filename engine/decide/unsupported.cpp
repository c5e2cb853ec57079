#include "engine/decide/decide.hpp"

namespace docket::decide {

workflows::Problems unsupported(const workflows::Definition& definition) {
  workflows::Problems problems;
  for (const auto& action : definition.actions) {
    for (const auto& effect : action.effects) {
      const bool later = std::holds_alternative<workflows::OpenEffect>(effect) ||
                         std::holds_alternative<workflows::LinkEffect>(effect);
      if (!later) continue;
      problems.push_back({"/actions/" + action.id + "/effects",
                          {"本版本还不能执行 open 和 link 效果；请暂时去掉。",
                           "This version does not run open and link effects yet; leave them out for now."}});
    }
  }
  return problems;
}

}  // namespace docket::decide

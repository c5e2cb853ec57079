#include "engine/decide/of_the_org.hpp"
#include "engine/decide/refusals.hpp"

namespace docket::decide {

namespace {

constexpr std::size_t hooks_max = 1'000;  // of one org

// A secret, and what is told by it, are for whoever set the hook.
model::Rejection owners_alone() {
  return refuse(model::RejectionCode::forbidden, "只有设置这个推送的人可以这样做；您可以暂停或删除它。",
                "Only whoever set this hook may do that; you may pause or delete it.");
}

Decision about_a_hook(const model::Command& command, std::string name, decltype(model::Event::data) data,
                      const Facts& facts) {
  auto decision = of_the_org(command, std::move(name), facts);
  decision.first.event.data = std::move(data);
  return decision;
}

}  // namespace

Verdict create_hook(const model::Command& command, const model::CreateHook& intent, std::size_t others,
                    const Facts& facts) {
  if (others >= hooks_max)
    return std::unexpected(refuse(model::RejectionCode::wrong_state, "推送太多了；请先删除不用的。",
                                  "There are too many hooks: delete those that nobody needs."));
  auto hook = intent.hook;
  hook.org = facts.directory.org;
  hook.owner = command.actor.user;
  return about_a_hook(command, "hook_created", model::HookCreated{std::move(hook)}, facts);
}

Verdict change_hook(const model::Command& command, const model::ChangeHook& intent, const Facts& facts) {
  return about_a_hook(command, "hook_changed", model::HookChanged{intent.hook, intent.types, intent.paused, intent.why},
                      facts);
}

Verdict rotate_hook(const model::Command& command, const model::RotateHook& intent, const model::Hook& hook,
                    bool overlaps, const Facts& facts) {
  if (hook.owner != command.actor.user) return std::unexpected(owners_alone());
  if (hook.format != "standard")
    return std::unexpected(refuse(model::RejectionCode::wrong_state,
                                  "群机器人的密钥由群里设置；请在群里更换，然后删除这个推送并新建。",
                                  "A robot's secret is set in its group: change it there, delete this hook and make "
                                  "another."));
  if (overlaps)
    return std::unexpected(refuse(model::RejectionCode::wrong_state,
                                  "一天之内已经换过密钥，旧密钥还在用；请过一天再换，或删除后新建。",
                                  "The secret was changed within a day and the one before still signs: wait a day, or "
                                  "delete the hook and make another."));
  return about_a_hook(command, "hook_rotated", model::HookRotated{intent.hook}, facts);
}

Verdict test_hook(const model::Command& command, const model::TestHook& intent, const model::Hook& hook,
                  const Facts& facts) {
  if (hook.owner != command.actor.user) return std::unexpected(owners_alone());
  return about_a_hook(command, "hook_tested", model::HookTested{intent.hook}, facts);
}

Verdict delete_hook(const model::Command& command, const model::DeleteHook& intent, const Facts& facts) {
  return about_a_hook(command, "hook_deleted", model::HookDeleted{intent.hook}, facts);
}

}  // namespace docket::decide

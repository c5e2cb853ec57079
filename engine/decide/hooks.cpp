#include <algorithm>

#include "engine/decide/decide.hpp"
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

constexpr std::size_t choices_max = 5;  // named in a sentence

template <typename Names>
std::string choices(const Names& names, auto name_of) {
  std::string text;
  std::size_t count = 0;
  for (const auto& one : names) {
    if (count++ == choices_max) return text + " …";
    text += (text.empty() ? "" : "、") + name_of(one);
  }
  return text;
}

// Names that are nowhere would never fit: said at once.
workflows::Problems misnamed(const model::HookFilter& filter, const std::optional<model::Watch>& watch,
                             const Offer& offer, const Facts& facts) {
  workflows::Problems problems;
  if (watch && std::ranges::find(offer.orgs, watch->org) == offer.orgs.end()) {
    const auto known = choices(offer.orgs, [](const auto& org) { return org.str(); });
    const auto& org = watch->org.str();
    problems.push_back({"/watch/org",
                        {"不能推送 " + org + " 的队列；可以写：" + known + "。",
                         "The queues of " + org + " are not for you to watch; give one of: " + known + "."}});
  }
  const auto queues = choices(offer.queues.all, [](const auto& queue) { return queue.id; });
  const workflows::Label no_queue{"没有这个队列；可以写：" + queues + "。",
                                  "There is no such queue; give one of: " + queues + "."};
  for (const auto& queue : filter.queues)
    if (offer.queues.find(queue) == nullptr) problems.push_back({"/queues", no_queue});
  if (watch && offer.queues.find(watch->queue) == nullptr) problems.push_back({"/watch/queue", no_queue});
  for (const auto& workflow : filter.workflows)
    if (!offer.workflows.contains(workflow)) {
      const auto known = choices(offer.workflows, [](const auto& id) { return id; });
      problems.push_back(
          {"/workflows",
           {"没有这个流程；可以写：" + known + "。", "There is no such workflow; give one of: " + known + "."}});
    }
  for (const auto& area : filter.areas)
    if (!facts.directory.areas.contains(area)) {
      const auto known = choices(facts.directory.areas, [](const auto& one) { return one.first; });
      problems.push_back(
          {"/areas",
           {"没有这个村（社区）；可以写：" + known + "。", "There is no such area; give one of: " + known + "."}});
    }
  return problems;
}

std::unexpected<model::Rejection> refuse_input(workflows::Problems problems) {
  auto rejection = refuse(model::RejectionCode::invalid_input, "推送的条件有误；见下列各项。",
                          "What the hook is to be told does not fit; see each member.");
  rejection.problems = std::move(problems);
  return std::unexpected(std::move(rejection));
}

}  // namespace

Verdict create_hook(const model::Command& command, const model::CreateHook& intent, std::size_t others,
                    const Offer& offer, const Facts& facts) {
  auto hook = intent.hook;
  hook.org = facts.directory.org;
  hook.owner = command.actor.user;
  if (hook.watch && hook.watch->org.empty()) hook.watch->org = hook.org;
  if (auto problems = misnamed(hook.filter, hook.watch, offer, facts); !problems.empty())
    return refuse_input(std::move(problems));
  if (others >= hooks_max)
    return std::unexpected(refuse(model::RejectionCode::wrong_state, "推送太多了；请先删除不用的。",
                                  "There are too many hooks: delete those that nobody needs."));
  return about_a_hook(command, "hook_created", model::HookCreated{std::move(hook)}, facts);
}

Verdict change_hook(const model::Command& command, const model::ChangeHook& intent, const model::Hook& hook,
                    const Offer& offer, const Facts& facts) {
  model::HookChanged changed{intent.hook, {}, intent.watch, intent.paused, intent.why};
  auto filter = hook.filter;
  if (intent.types) filter.types = *intent.types;
  if (intent.workflows) filter.workflows = *intent.workflows;
  if (intent.queues) filter.queues = *intent.queues;
  if (intent.areas) filter.areas = *intent.areas;
  if (intent.below) filter.below = *intent.below;
  if (filter != hook.filter) changed.filter = filter;
  const bool of_a_queue = hook.watch.has_value();
  if (of_a_queue ? changed.filter.has_value() : changed.watch.has_value())
    return std::unexpected(refuse(model::RejectionCode::wrong_state, "推送事件和推送队列不能互换；请删除后新建。",
                                  "A hook of events and one of a queue do not change into each other: delete it and "
                                  "make another."));
  if (changed.watch && changed.watch->org.empty()) changed.watch->org = hook.watch->org;
  if (auto problems = misnamed(changed.filter.value_or(model::HookFilter()), changed.watch, offer, facts);
      !problems.empty())
    return refuse_input(std::move(problems));
  return about_a_hook(command, "hook_changed", std::move(changed), facts);
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

Verdict replay_hook(const model::Command& command, const model::ReplayHook& intent, const model::Hook& hook,
                    const Facts& facts) {
  if (hook.owner != command.actor.user) return std::unexpected(owners_alone());
  return about_a_hook(command, "hook_replayed",
                      model::HookReplayed{intent.hook, intent.from, intent.to, intent.failed_since}, facts);
}

Verdict come_due(const model::Command& command, const model::ComeDue& intent, const model::Hook& hook,
                 const Standing& standing, const Facts& facts) {
  if (intent.which == model::HookMoment::overlap)
    return about_a_hook(command, "hook_secret_retired", model::HookSecretRetired{intent.hook}, facts);
  const bool aged = intent.which == model::HookMoment::age;
  model::QueueMoment moment{intent.hook,    hook.watch->queue, intent.moment,
                            standing.count, standing.oldest,   hook.watch->org};
  if (aged) moment.age = hook.watch->age;
  return about_a_hook(command, aged ? "queue_aged" : "queue_digest", std::move(moment), facts);
}

Verdict delete_hook(const model::Command& command, const model::DeleteHook& intent, const Facts& facts) {
  return about_a_hook(command, "hook_deleted", model::HookDeleted{intent.hook}, facts);
}

}  // namespace docket::decide

#include "engine/decide/perform.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/base/ensure.hpp"
#include "engine/decide/effects.hpp"
#include "engine/decide/refusals.hpp"
#include "engine/decide/scope.hpp"

namespace docket::decide {
namespace {

using model::Rejection;
using model::RejectionCode;

std::expected<void, Rejection> check_guards(const workflows::Definition& definition, const workflows::Action& action,
                                            const RuleData& data) {
  for (const auto& id : action.guards) {
    const auto found = definition.guards.find(id);
    ENSURE(found != definition.guards.end(), "a linted definition has every guard it names");
    const auto& guard = found->second;
    const auto holds = guard.when.holds(data.scope(true));
    if (!holds) {
      return std::unexpected(Rejection{
          RejectionCode::guard_error,
          {"条件“" + id + "”无法判断：" + holds.error().zh_cn, "Guard '" + id + "' has no value: " + holds.error().en},
          id,
          {}});
    }
    if (!*holds) return std::unexpected(Rejection{RejectionCode::guard_refused, guard.otherwise, id, {}});
  }
  return {};
}

// The state an action leads to.
std::string target(const workflows::Action& action, const model::Case* subject) {
  switch (action.to.kind) {
    case workflows::TargetKind::state:
      return action.to.state;
    case workflows::TargetKind::same:
      return subject->state;
    case workflows::TargetKind::previous:
      return subject->previous_state;
  }
  return {};
}

std::vector<model::PersonalRow> personal_rows(const model::Event& event, std::vector<workflows::PersonalValue> values) {
  std::vector<model::PersonalRow> rows;
  for (auto& value : values) {
    auto row = std::ranges::find(rows, value.subject, &model::PersonalRow::subject);
    if (row == rows.end()) {
      rows.push_back({event.org, event.case_id, std::move(value.subject), event.sequence, {}});
      row = std::prev(rows.end());
    }
    row->values.emplace(std::move(value.pointer), std::move(value.value));
  }
  return rows;
}

}  // namespace

bool may(const model::Actor& actor, const workflows::Action& action) {
  const auto holds = [&actor](const std::string& role) {
    return std::ranges::find(actor.roles, role) != actor.roles.end();
  };
  return std::ranges::any_of(action.roles, holds);
}

Verdict perform(const model::Command& command, const workflows::Value& input, const model::Case* subject,
                const workflows::Definition& definition, const workflows::Action& action, const Facts& facts) {
  if (auto problems = action.input.check(input); !problems.empty()) {
    return std::unexpected(Rejection{RejectionCode::invalid_input,
                                     {"填写的内容有误，请按提示修改后重新提交。",
                                      "The input does not fit the form; correct the members named and submit again."},
                                     "",
                                     std::move(problems)});
  }
  const model::Sequence sequence{(subject == nullptr ? 0 : subject->sequence.value) + 1};
  auto cut = action.input.cut(input, sequence.value);
  const RuleData data(command, cut.input, subject, facts);
  if (auto guarded = check_guards(definition, action, data); !guarded) return std::unexpected(guarded.error());

  model::CaseEvent fact;
  fact.workflow = {definition.id, definition.version, definition.hash};
  fact.action = action.id;
  fact.from = subject == nullptr ? "" : subject->state;
  fact.to = target(action, subject);
  fact.cycle = subject == nullptr ? 1 : subject->cycle;
  fact.input = cut.input;
  if (auto applied = apply_effects(action, data, facts, fact); !applied) return std::unexpected(applied.error());

  Decision decision;
  auto& event = decision.event;
  event.org = facts.directory.org;
  event.case_id = subject == nullptr ? facts.fresh_id : subject->id;
  event.sequence = sequence;
  event.name = action.event;
  event.time = facts.now;
  event.recorded = facts.now;
  event.actor = command.actor.user;
  event.correlation = command.correlation;
  event.traceparent = command.traceparent;
  event.data = std::move(fact);
  decision.personal = personal_rows(event, std::move(cut.personal));
  return decision;
}

}  // namespace docket::decide

#include "engine/decide/perform.hpp"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "engine/base/ensure.hpp"
#include "engine/decide/effects.hpp"
#include "engine/decide/matter.hpp"
#include "engine/decide/references.hpp"
#include "engine/decide/refusals.hpp"
#include "engine/decide/scope.hpp"
#include "workflows/numbering.hpp"

namespace docket::decide {
namespace {

using model::Rejection;
using model::RejectionCode;

// Whoever a guard sends to other cases reads which ones.
workflows::Label sentence_of(const workflows::Guard& guard, const std::vector<model::CasePtr>& cases) {
  const auto& sentence = guard.otherwise;
  const auto read = guard.when.paths();
  if (cases.empty() || std::ranges::find(read, "facts.same_matter") == read.end()) return sentence;
  std::string numbers;
  std::string ids;
  for (const auto& other : cases) {
    numbers += (numbers.empty() ? "" : "、") + other->number;
    ids += (ids.empty() ? "" : ", ") + other->id.str();
  }
  return {sentence.zh_cn + "正在办理的是：" + numbers + "。", sentence.en + " Open now: " + ids + "."};
}

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
    if (!*holds) {
      return std::unexpected(
          Rejection{RejectionCode::guard_refused, sentence_of(guard, data.of_same_matter()), id, {}});
    }
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
    if (auto identity = normal_identity(value.identity, value.value.json()); !identity.empty())
      row->identities[value.identity] = std::move(identity);
    row->values.emplace(std::move(value.pointer), std::move(value.value));
  }
  return rows;
}

// A case of another workflow, opened by an effect: the form of its opening action is checked like anybody's, its roles
// are not, since the action that opens it was allowed.
std::expected<Change, Rejection> open_beside(const model::Command& command, const Beside& beside,
                                             const model::Event& cause, const Facts& facts) {
  const auto definition = facts.around.offered(beside.effect->workflow);
  const auto* action = definition == nullptr ? nullptr : definition->action(beside.effect->action);
  if (action == nullptr || !action->from.nothing) {
    return std::unexpected(refuse(RejectionCode::unknown_workflow,
                                  "流程“" + beside.effect->workflow + "”未配置，不能转办；请联系管理员。",
                                  "Workflow '" + beside.effect->workflow +
                                      "' is not configured, so this case cannot go there: tell the administrator."));
  }
  const Performance performance{
      *definition, *action, nullptr, beside.id, {{opposite(beside.effect->relation), cause.case_id}}};
  auto verdict = perform(command, beside.input, performance, facts);
  if (!verdict) return std::unexpected(std::move(verdict.error()));
  auto change = std::move(verdict->first);
  change.event.causation = cause.id();
  std::get<model::CaseEvent>(change.event.data).number = fresh_number(*definition, facts);
  change.definition = definition;
  return change;
}

}  // namespace

bool may(const model::Actor& actor, const workflows::Action& action) {
  const auto holds = [&actor](const std::string& role) {
    return std::ranges::find(actor.roles, role) != actor.roles.end();
  };
  return std::ranges::any_of(action.roles, holds);
}

std::string fresh_number(const workflows::Definition& definition, const Facts& facts) {
  const std::chrono::year_month_day today(workflows::local_date(facts.now));
  return workflows::format_number(definition.number, facts.directory.short_name, static_cast<int>(today.year()),
                                  facts.around.next_number(definition.number));
}

Verdict perform(const model::Command& command, const workflows::Value& input, const Performance& performance,
                const Facts& facts) {
  const auto& [definition, action, subject, id, links] = performance;
  if (action.pending) return std::unexpected(Rejection{RejectionCode::not_yet, *action.pending, "", {}});
  if (auto problems = action.input.check(input); !problems.empty()) {
    return std::unexpected(Rejection{RejectionCode::invalid_input,
                                     {"填写的内容有误，请按提示修改后重新提交。",
                                      "The input does not fit the form; correct the members named and submit again."},
                                     "",
                                     std::move(problems)});
  }
  if (auto known = check_references(command, input.json(), action, facts); !known)
    return std::unexpected(known.error());
  const model::Sequence sequence{(subject == nullptr ? 0 : subject->sequence.value) + 1};
  auto cut = action.input.cut(input, sequence.value);
  const RuleData data(command, cut.input, subject, action, facts);
  if (auto guarded = check_guards(definition, action, data); !guarded) return std::unexpected(guarded.error());

  model::CaseEvent fact;
  fact.workflow = {definition.id, definition.version, definition.hash};
  fact.action = action.id;
  fact.from = subject == nullptr ? "" : subject->state;
  fact.to = target(action, subject);
  fact.cycle = subject == nullptr ? 1 : subject->cycle;
  const auto* entered = definition.state(fact.to);
  fact.ended = entered != nullptr &&
               (entered->kind == workflows::StateKind::outcome || entered->kind == workflows::StateKind::final);
  fact.input = cut.input;
  Consequences consequences{fact, Linking(subject, id), {}};
  if (auto applied = apply_effects(definition, action, data, subject, cut.personal, facts, consequences); !applied)
    return std::unexpected(applied.error());
  consequences.linking.tell(fact);
  fact.links.insert(fact.links.begin(), links.begin(), links.end());

  Decision decision;
  auto& event = decision.first.event;
  event.org = facts.directory.org;
  event.case_id = id;
  event.sequence = sequence;
  event.name = action.event;
  event.time = facts.now;
  event.recorded = facts.now;
  event.actor = command.actor.user;
  event.correlation = command.correlation;
  event.traceparent = command.traceparent;
  event.data = std::move(fact);
  decision.first.personal = personal_rows(event, std::move(cut.personal));
  decision.others = consequences.linking.others(event, facts);
  for (const auto& beside : consequences.opens) {
    auto opened = open_beside(command, beside, event, facts);
    if (!opened) return std::unexpected(opened.error());
    decision.others.push_back(std::move(*opened));
  }
  return decision;
}

}  // namespace docket::decide

#include "adapters/webhook/telling.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "adapters/webhook/headline.hpp"
#include "engine/base/glob.hpp"
#include "engine/index/queue_rows.hpp"
#include "engine/journal/codec.hpp"
#include "engine/model/orgs.hpp"

namespace docket::webhook {
namespace {

constexpr std::chrono::minutes quiet{10};  // between two tellings that a queue has so many

template <typename Names>
bool picks(const Names& names, const std::string& name) {
  return names.empty() || std::ranges::find(names, name) != names.end();
}

}  // namespace

const model::QueueMove* Telling::move(const model::Event& event) const {
  const auto& watch = row_.hook.watch;
  if (!watch) return nullptr;
  const auto found = std::ranges::find(event.moves, watch->queue, &model::QueueMove::queue);
  return found == event.moves.end() ? nullptr : &*found;
}

// The count rises by one at a time, so it is passed where it is met.
bool Telling::reaches(const journal::Record& record) const {
  const auto* moved = move(record.event);
  if (moved == nullptr || !moved->entered || row_.hook.watch->count == 0 || moved->count != row_.hook.watch->count)
    return false;
  const bool told_before = reached_.offset != 0 && reached_.offset < record.position.offset;
  return !told_before || record.event.recorded - reached_.at >= quiet;
}

void Telling::passed(const journal::Record& record) {
  if (reaches(record)) reached_ = {record.position.offset, record.event.recorded};
}

// Whether it tells of that org at all: its own, those below when it asks for them, or the one whose queue it watches.
bool Telling::reaches_to(const model::OrgId& org) const {
  const auto& hook = row_.hook;
  if (hook.watch) return org == hook.watch->org;
  if (org == hook.org) return true;
  if (!hook.filter.below) return false;
  const auto below = ground_.access.orgs()->below(hook.org);
  return std::ranges::find(below, org) != below.end();
}

bool Telling::concerns(const model::Event& event) const {
  const auto& hook = row_.hook;
  if (const auto* tested = std::get_if<model::HookTested>(&event.data)) return tested->hook == hook.id;
  if (const auto* moment = std::get_if<model::QueueMoment>(&event.data)) return moment->hook == hook.id;
  if (const auto* replayed = std::get_if<model::HookReplayed>(&event.data)) return replayed->hook == hook.id;
  const auto* fact = std::get_if<model::CaseEvent>(&event.data);
  if (fact == nullptr) return false;
  if (!reaches_to(event.org)) return false;
  if (hook.watch) {
    const auto* moved = move(event);
    return moved != nullptr && (hook.watch->moves || (moved->entered && moved->count == hook.watch->count));
  }
  if (!picks(hook.filter.workflows, fact->workflow.id)) return false;
  if (hook.filter.types.empty()) return true;
  const auto type = event.type();
  return std::ranges::any_of(hook.filter.types, [&type](const auto& glob) { return matches_glob(glob, type); });
}

// What only the case tells.
Result<bool> Telling::fits(const model::Case& subject, const model::Event& event) const {
  const auto& filter = row_.hook.filter;
  const auto& data = subject.data.json();
  const auto area = data.find("area");
  if (!filter.areas.empty() &&
      (area == data.end() || !area->is_string() || !picks(filter.areas, area->get<std::string>())))
    return false;
  if (filter.queues.empty()) return true;
  return std::ranges::any_of(filter.queues, [&](const auto& id) {
    if (std::ranges::find(event.moves, id, &model::QueueMove::queue) != event.moves.end()) return true;
    const auto* queue = ground_.queues.find(id);
    return queue != nullptr && index::stands_in(*queue, subject);
  });
}

Result<bool> Telling::wants(const journal::Record& record) const {
  const auto& event = record.event;
  if (!concerns(event)) return false;
  if (std::holds_alternative<model::HookTested>(event.data)) return true;
  if (std::holds_alternative<model::HookReplayed>(event.data)) return false;
  const auto orgs = ground_.access.orgs();
  const auto owner = actor_of(row_.hook.owner, *orgs);
  if (!owner || owner->org != row_.hook.org) return false;
  const auto* moment = std::get_if<model::QueueMoment>(&event.data);
  if (row_.hook.watch && !model::may_count(*owner, moment == nullptr ? event.org : moment->org, *orgs)) return false;
  if (event.case_id.empty()) return true;
  if (row_.hook.watch && !row_.hook.watch->moves && !reaches(record)) return false;
  const auto subject = ground_.reader.find(event.case_id);
  if (!subject) return std::unexpected(subject.error());
  if (!*subject || model::sight(*owner, **subject, *orgs) == model::Sight::none) return false;
  return fits(**subject, event);
}

std::string Telling::id(const journal::Record& record) const {
  if (const auto* moment = std::get_if<model::QueueMoment>(&record.event.data)) {
    const auto due = moment->moment.time_since_epoch().count();
    return row_.hook.id.str() + "-" + record.event.name + "-" + std::to_string(due);
  }
  if (row_.hook.watch && !record.event.case_id.empty()) return record.event.id() + "-" + row_.hook.watch->queue;
  return record.event.id();
}

Result<Telling::About> Telling::about(const model::Event& event) const {
  About about;
  auto subject = ground_.reader.find(event.case_id);
  if (!subject) return std::unexpected(subject.error());
  about.subject = std::move(*subject);
  about.guarded = event.guarded || !about.subject || about.subject->protection.level >= model::Level::confidential;
  return about;
}

Result<std::string> Telling::cloud_event(const journal::Record& record) const {
  const auto& event = record.event;
  if (move(event) != nullptr || std::holds_alternative<model::QueueMoment>(event.data)) return queue_event(record);
  if (event.case_id.empty()) return journal::cloud_event(record);
  const auto found = about(event);
  if (!found) return std::unexpected(found.error());
  return found->guarded ? journal::thin_cloud_event(record) : journal::cloud_event(record);
}

Result<std::string> Telling::headline_of(const model::Event& event, const About& about) const {
  const auto home = ground_.access.orgs()->of(event.org);
  if (about.guarded || home == nullptr) return std::string(guarded_headline);
  const auto definition = ground_.definition(about.subject->workflow.hash);
  if (!definition) return std::unexpected(definition.error());
  return headline(event, *about.subject, **definition, *home);
}

std::string Telling::link(const std::string& path) const {
  return ground_.public_url.empty() ? std::string() : ground_.public_url + path;
}

Result<std::string> Telling::line(const journal::Record& record) const {
  const auto& event = record.event;
  if (move(event) != nullptr || std::holds_alternative<model::QueueMoment>(event.data)) return queue_line(record);
  if (event.case_id.empty()) return "这是一条测试消息，推送已经接通。";
  const auto found = about(event);
  if (!found) return std::unexpected(found.error());
  auto text = headline_of(event, *found);
  if (!text) return text;
  const auto where = found->guarded ? std::string() : link("/cases/" + event.case_id.str());
  return where.empty() ? *text : *text + " " + where;
}

Result<std::optional<Timestamp>> Telling::oldest() const {
  const auto* queue = ground_.queues.find(row_.hook.watch->queue);
  if (queue == nullptr) return std::optional<Timestamp>();
  const auto counted = ground_.reader.standing(row_.hook.watch->org, *queue);
  if (!counted) return std::unexpected(counted.error());
  return counted->oldest;
}

Result<std::string> Telling::queue_event(const journal::Record& record) const {
  auto told = queue_told(record);
  if (!told) return std::unexpected(told.error());
  return queue_cloud_event(*told, id(record), record);
}

Result<std::string> Telling::queue_line(const journal::Record& record) const {
  const auto told = queue_told(record);
  if (!told) return std::unexpected(told.error());
  auto text = queue_text(*told, ground_.clock.now());
  if (const auto where = link("/queues/" + told->queue); !where.empty()) text += " " + where;
  return text;
}

Result<QueueTold> Telling::queue_told(const journal::Record& record) const {
  const auto& event = record.event;
  const auto& watch = *row_.hook.watch;
  const auto* moment = std::get_if<model::QueueMoment>(&event.data);
  QueueTold told;
  told.org = moment == nullptr ? event.org : moment->org;
  told.queue = moment == nullptr ? watch.queue : moment->queue;
  const auto home = ground_.access.orgs()->of(told.org);
  if (told.org != row_.hook.org && home != nullptr) told.whose = home->label.zh_cn;
  const auto* queue = ground_.queues.find(told.queue);
  told.label = queue == nullptr ? workflows::Label{told.queue, told.queue} : queue->label;
  if (moment != nullptr) {
    told.change = event.name == "queue_aged" ? QueueChange::aged : QueueChange::digest;
    told.count = moment->count;
    told.oldest = moment->oldest;
    told.moment = moment->moment;
    told.age = moment->age;
    return told;
  }
  const auto* moved = move(event);
  told.count = moved->count;
  if (reaches(record)) told.reached = watch.count;
  told.change = watch.moves ? (moved->entered ? QueueChange::entered : QueueChange::left) : QueueChange::reached;
  const auto since = oldest();
  if (!since) return std::unexpected(since.error());
  told.oldest = *since;
  const auto found = about(event);
  if (!found) return std::unexpected(found.error());
  auto text = headline_of(event, *found);
  if (!text) return std::unexpected(text.error());
  told.headline = std::move(*text);
  if (found->guarded) return told;
  told.case_id = event.case_id.str();
  told.number = found->subject->number;
  told.workflow = found->subject->workflow.id;
  told.state = std::get<model::CaseEvent>(event.data).to;
  return told;
}

}  // namespace docket::webhook

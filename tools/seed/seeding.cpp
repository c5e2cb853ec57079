#include "tools/seed/seeding.hpp"

#include <algorithm>
#include <tuple>

#include "engine/base/ensure.hpp"
#include "tools/seed/words.hpp"

namespace docket::seed {

struct Seeding::Org {
  std::shared_ptr<const Town> town;
  Plan plan;
  std::size_t next = 0;  // arrival
  std::map<std::uint32_t, model::CaseId> originals;
};

// A case that has steps to come, or whose answers are awaited.
struct Seeding::Live {
  std::uint64_t id = 0;
  std::size_t org = 0;
  Story story;
  Script script;
  std::size_t next = 0;  // step
  bool original = false;
  bool stopped = false;  // a step was refused: the rest would be
  bool scheduled = false;
  std::size_t awaited = 0;  // answers
  bool assigning = false;   // one of them says who has it
  model::CaseId case_id;    // empty until it is open
  model::Assignment assignment;
  model::UserId holder;  // who answers for it while it is open
};

Seeding::Seeding(partition::Writer& writer, ManualClock& clock, SeededIds& ids, const SeedingOptions& options)
    : writer_(writer), clock_(clock), ids_(ids), options_(options) {}

Seeding::~Seeding() = default;

void Seeding::add(std::shared_ptr<const Town> town, Plan plan) {
  orgs_.push_back(std::make_unique<Org>(Org{std::move(town), std::move(plan), 0, {}}));
}

Result<Summary> Seeding::run(const Progress& progress) {
  std::size_t arrived = 0;
  std::size_t whole = 0;
  for (const auto& org : orgs_) whole += org->plan.arrivals.size();
  while (true) {
    // The earliest of what is due and what comes in; of equals the org named first.
    std::size_t first = orgs_.size();
    auto at = heap_.empty() ? Timestamp::max() : heap_.front().at;
    for (std::size_t i = 0; i < orgs_.size(); ++i) {
      const auto& org = *orgs_[i];
      if (org.next == org.plan.arrivals.size() || org.plan.arrivals[org.next].at >= at) continue;
      at = org.plan.arrivals[org.next].at;
      first = i;
    }
    if (at == Timestamp::max()) break;
    if (first < orgs_.size()) {
      if (auto begun = begin(first); !begun) return std::unexpected(begun.error());
      progress(++arrived, whole, at);
      continue;
    }
    std::ranges::pop_heap(heap_, std::greater());
    const auto due = heap_.back();
    heap_.pop_back();
    if (auto taken = take(due); !taken) return std::unexpected(taken.error());
  }
  if (auto flushed = flush(); !flushed) return std::unexpected(flushed.error());
  return std::move(summary_);
}

Result<void> Seeding::begin(std::size_t index) {
  auto& org = *orgs_[index];
  const auto& arrival = org.plan.arrivals[org.next++];
  auto story = story_of(*org.town, arrival);
  auto script = script_of(*org.town, story, arrival.at);
  auto& live = open_live(index, std::move(story), std::move(script));
  live.original = arrival.original_of_others;
  return decide(live);
}

Seeding::Live& Seeding::open_live(std::size_t org, Story story, Script script) {
  auto live = std::make_unique<Live>();
  live->id = ++live_count_;
  live->org = org;
  live->story = std::move(story);
  live->script = std::move(script);
  live->scheduled = true;  // its first step is at hand
  return *live_.emplace(live->id, std::move(live)).first->second;
}

Result<void> Seeding::take(const Due& due) {
  auto& live = *live_.at(due.live);
  if (!live.stopped) return decide(live);
  live.scheduled = false;
  forget_if_done(live);
  return {};
}

namespace {

bool chooses_by_load(const Story& story, const Step& step) {
  return story.kind == Kind::dispute && step.action == "assign" &&
         step.detail == static_cast<std::uint8_t>(Assigning::by_name);
}

}  // namespace

// Nothing that an answer in the open batch decides may be guessed: the case's id, who has it,
// another case's id, who has room for one more.
bool Seeding::must_wait(const Live& live, const Step& step) const {
  if (waiting_.empty()) return false;
  if (waiting_.size() >= options_.batch_max) return true;
  if (live.next > 0 && live.case_id.empty()) return true;
  if (live.assigning && (step.who == Who::assignee || step.who == Who::worker)) return true;
  if (chooses_by_load(live.story, step)) return true;
  const bool names = step.action == "merge" || step.action == "link";
  return names && !orgs_[live.org]->originals.contains(live.story.original);
}

Result<void> Seeding::decide(Live& live) {
  const auto number = live.next;
  const auto& step = live.script.steps[number];
  if (must_wait(live, step)) {
    if (auto flushed = flush(); !flushed) return flushed;
  }
  live.scheduled = false;
  if (live.stopped) {
    forget_if_done(live);
    return {};
  }
  clock_.set(step.at);
  const auto purpose = step.action == "convert_to_dispute" ? 1U : 0U;
  ids_.key(stream_of(*orgs_[live.org]->town, live.story.key, Purpose::id, purpose));
  writer_.decide(command(live, step));
  ++summary_.commands;
  ++live.awaited;
  ++live.next;
  live.assigning = live.assigning || step.action == "assign" || step.action == "rehandle";
  waiting_.push_back({live.id, number});
  schedule(live);
  // What opens beside has steps of its own, and they are not known before.
  return step.action == "convert_to_dispute" ? flush() : Result<void>();
}

void Seeding::schedule(Live& live) {
  if (live.next == live.script.steps.size()) return;
  const auto at = live.script.steps[live.next].at;
  if (at >= orgs_[live.org]->town->window().until) return;
  live.scheduled = true;
  heap_.push_back({at, live.id});
  std::ranges::push_heap(heap_, std::greater());
}

Result<void> Seeding::flush() {
  const auto batch = writer_.close();
  writer_.commit(*batch);
  writer_.settle();
  ENSURE(batch->outcomes.size() == waiting_.size(), "every command has its answer");
  const auto waiting = std::exchange(waiting_, {});
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    if (auto learned = learn(waiting[i], std::move(batch->outcomes[i])); !learned) return learned;
  }
  return {};
}

Result<void> Seeding::learn(const Waiting& waiting, model::Outcome outcome) {
  auto& live = *live_.at(waiting.live);
  const auto& step = live.script.steps[waiting.step];
  --live.awaited;
  if (const auto* error = std::get_if<Error>(&outcome)) return std::unexpected(*error);
  if (const auto* rejection = std::get_if<model::Rejection>(&outcome)) {
    refused(live, step, *rejection);
  } else {
    learn_accepted(live, step, std::get<model::Accepted>(outcome));
  }
  forget_if_done(live);
  return {};
}

void Seeding::learn_accepted(Live& live, const Step& step, const model::Accepted& accepted) {
  count(accepted.event);
  if (live.case_id.empty()) {
    live.case_id = accepted.subject->id;
    if (live.original) orgs_[live.org]->originals.emplace(live.story.key.index, live.case_id);
  }
  if (live.awaited == 0) live.assigning = false;
  live.assignment = accepted.subject->assignment.value_or(model::Assignment());
  hold(live, *accepted.subject);
  for (const auto& other : accepted.others) {
    count(other.event);
    if (step.action != "convert_to_dispute" || other.event.sequence.value != 1) continue;
    const auto& town = *orgs_[live.org]->town;
    auto story = make_converted(town, live.story);
    auto script = dispute_script(town, story, step.at);
    auto& dispute = open_live(live.org, std::move(story), std::move(script));
    dispute.case_id = other.event.case_id;
    dispute.scheduled = false;
    schedule(dispute);
    forget_if_done(dispute);
  }
}

void Seeding::hold(Live& live, const model::Case& subject) {
  const auto holder = subject.ended ? model::UserId() : live.assignment.user;
  if (holder == live.holder) return;
  if (!live.holder.empty()) --load_[live.holder];
  if (!holder.empty()) ++load_[holder];
  live.holder = holder;
}

// Whom the parties may choose: somebody who is not fully loaded. Nobody: the policy chooses.
std::string Seeding::mediator_with_room(const Town& town, Stream& stream) const {
  std::vector<model::UserId> free;
  for (const auto& id : town.staff().mediators) {
    const auto capacity = town.directory().user(id)->capacity;
    const auto load = load_.find(id);
    if (!capacity || load == load_.end() || load->second < *capacity) free.push_back(id);
  }
  return free.empty() ? std::string() : stream.one_of(free).str();
}

void Seeding::refused(Live& live, const Step& step, const model::Rejection& rejection) {
  ++summary_.refused;
  ++summary_.refusals[std::string(step.action) + ": " + rejection.sentence.zh_cn];
  // What only adds to a case may be missing; where it should have gone on, the rest would be refused too.
  if (!step.state.empty()) live.stopped = true;
}

void Seeding::count(const model::Event& event) {
  const auto& data = std::get<model::CaseEvent>(event.data);
  ++summary_.events;
  auto& states = summary_.states[data.workflow.id];
  if (data.from.empty()) {
    ++summary_.cases;
  } else {
    --states[data.from];
  }
  ++states[data.to];
}

void Seeding::forget_if_done(Live& live) {
  if (live.awaited > 0 || live.scheduled) return;
  live_.erase(live.id);
}

model::Command Seeding::command(Live& live, const Step& step) {
  const auto& org = *orgs_[live.org];
  auto stream = stream_of(*org.town, live.story.key, Purpose::step, live.next + 1'000'000);
  model::Command command;
  command.actor = actor(live, step, stream);
  std::string other;
  if (step.action == "merge" || step.action == "link") {
    const auto found = org.originals.find(live.story.original);
    if (found != org.originals.end()) other = found->second.str();
  }
  std::string assigned;
  const bool by_name = step.detail == static_cast<std::uint8_t>(Assigning::by_name);
  if (chooses_by_load(live.story, step)) assigned = mediator_with_room(*org.town, stream);
  if (by_name && (step.action == "assign" || step.action == "rehandle") && live.story.kind == Kind::opinion) {
    const auto& handlers = org.town->handlers(live.story.unit(*org.town));
    if (!handlers.empty()) assigned = stream.one_of(handlers).str();
  }
  auto input = input_of({*org.town, live.story, live.script, step, live.next, std::move(other), std::move(assigned)});
  if (live.next == 0 && live.case_id.empty()) {
    command.intent = model::OpenCase{live.story.kind == Kind::opinion ? "voter-opinion" : "dispute",
                                     std::string(step.action), std::move(input)};
  } else {
    command.intent = model::ActOnCase{live.case_id, std::string(step.action), std::move(input), {}};
  }
  return command;
}

model::Actor Seeding::actor(const Live& live, const Step& step, Stream& stream) const {
  const auto& town = *orgs_[live.org]->town;
  const auto& staff = town.staff();
  switch (step.who) {
    case Who::desk:
      return town.actor(stream.one_of(staff.desks));
    case Who::voter: {
      model::Actor voter;
      voter.user = model::UserId("voter:" + live.case_id.str());
      voter.roles = {"voter"};
      voter.only = live.case_id;
      return voter;
    }
    case Who::clerk:
      return town.actor(stream.one_of(live.story.sealed() ? staff.sealed_clerks : staff.clerks));
    case Who::deputy: {
      const auto near = staff.deputies_of.find(live.story.village_of(town).id);
      return town.actor(stream.one_of(near == staff.deputies_of.end() ? staff.deputies : near->second));
    }
    case Who::mediator:
      return town.actor(stream.one_of(staff.mediators));
    case Who::supervisor:
      return town.actor(stream.one_of(staff.supervisors));
    case Who::assignee:
      return town.actor(live.assignment.user);
    case Who::worker: {
      const auto& handlers = town.handlers(live.assignment.unit.str());
      if (!handlers.empty() && stream.chance(0.7)) return town.actor(stream.one_of(handlers));
      return town.actor(live.assignment.user);
    }
    case Who::system:
      return town.actor(model::UserId("system"));
  }
  return {};
}

}  // namespace docket::seed

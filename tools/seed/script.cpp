#include "tools/seed/script.hpp"

#include <algorithm>
#include <array>

#include "engine/base/ensure.hpp"

namespace docket::seed {
namespace {

constexpr std::array<std::string_view, 8> outcomes = {"closed", "rejected",  "transferred", "converted",
                                                      "merged", "withdrawn", "failed",      "archived"};

}  // namespace

bool is_outcome(std::string_view state) { return std::ranges::find(outcomes, state) != outcomes.end(); }

std::string_view Script::state_at(Timestamp instant) const {
  std::string_view state;
  for (const auto& step : steps) {
    if (step.at >= instant) break;
    if (!step.state.empty()) state = step.state;
  }
  return state;
}

Timestamp Script::first(std::string_view state) const {
  const auto found = std::ranges::find(steps, state, &Step::state);
  return found == steps.end() ? Timestamp::max() : found->at;
}

Timestamp Script::ended() const {
  const auto found = std::ranges::find_if(steps, [](const Step& step) { return is_outcome(step.state); });
  return found == steps.end() ? Timestamp::max() : found->at;
}

Timestamp Script::ended_for_good() const {
  auto since = Timestamp::max();
  for (const auto& step : steps) {
    if (step.state.empty()) continue;
    if (!is_outcome(step.state)) {
      since = Timestamp::max();
    } else if (since == Timestamp::max()) {
      since = step.at;
    }
  }
  return since;
}

std::uint8_t document(std::string_view kind) {
  const auto found = std::ranges::find(documents, kind);
  ENSURE(found != std::end(documents), "a script attaches documents of the list");
  return static_cast<std::uint8_t>(found - std::begin(documents));
}

Script script_of(const Town& town, const Story& story, Timestamp at) {
  return story.kind == Kind::opinion ? opinion_script(town, story, at) : dispute_script(town, story, at);
}

void Pen::wait(std::string_view name, double factor) {
  const auto& duration = machine.duration(name);
  const auto length = duration.draw(stream) * factor;
  if (duration.working) {
    wait_working(length);
  } else {
    wait_days(length);
  }
}

void Pen::step(std::string_view action, std::string_view state, Who who, std::uint8_t detail, Timestamp appointed) {
  // Two things are never done in the same moment.
  if (!script.steps.empty() && now <= script.steps.back().at)
    now = script.steps.back().at + std::chrono::minutes(2 + stream.below(6));
  script.steps.push_back({now, action, state, who, detail, appointed});
}

}  // namespace docket::seed

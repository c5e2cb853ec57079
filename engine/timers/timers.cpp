#include "engine/timers/timers.hpp"

#include <latch>
#include <memory>

#include "engine/base/log.hpp"
#include "engine/journal/keys.hpp"

namespace docket::timers {
namespace {

namespace keys = journal::keys;
using namespace std::chrono_literals;

constexpr std::size_t together_max = 128;  // moments asked in one look
constexpr auto between_looks = 200ms;
constexpr auto after_a_failure = 2s;

model::Command command_for(const keys::TimerPlace& place, std::string org) {
  model::Command command;
  command.actor.user = model::UserId("system");
  command.actor.roles = {"system"};
  command.actor.org = model::OrgId(std::move(org));
  command.intent = model::ComeDue{place.hook, place.which, place.due};
  return command;
}

}  // namespace

void Timers::start() {
  thread_ = std::thread([this] { run(); });
}

void Timers::stop() {
  rest_.interrupt();
  if (thread_.joinable()) thread_.join();
}

void Timers::run() {
  bool well = true;
  while (!rest_.interrupted()) {
    const auto come = look();
    if (!come && well) log::warn("timers cannot be asked; they are tried again", {{"error", come.error().detail}});
    well = come.has_value();
    if (come && *come == together_max) continue;
    rest_.rest(well ? std::chrono::milliseconds(between_looks) : std::chrono::milliseconds(after_a_failure));
  }
}

Result<std::size_t> Timers::look() {
  const auto due = store_.scan(journal::Family::timers, {"", keys::timers_until(clock_.now()), together_max, false});
  if (!due) return std::unexpected(due.error());
  if (due->empty()) return 0U;
  struct Answers {
    explicit Answers(std::ptrdiff_t count) : left(count) {}
    std::latch left;
    std::atomic<bool> failed = false;
  };
  const auto answers = std::make_shared<Answers>(static_cast<std::ptrdiff_t>(due->size()));
  for (const auto& row : *due) {
    const auto place = keys::timer_place(row.key);
    if (!place) return fail(Errc::corrupt, "a timer does not name what waits for it");
    gate_.submit(command_for(*place, row.value), [answers](const model::Outcome& outcome) {
      if (std::holds_alternative<Error>(outcome)) answers->failed = true;
      answers->left.count_down();
    });
  }
  answers->left.wait();
  if (answers->failed) return fail(Errc::overloaded, "a moment that came was not decided");
  return due->size();
}

}  // namespace docket::timers

#include "tools/seed/arrivals.hpp"

#include <algorithm>
#include <array>

namespace docket::seed {
namespace {

using std::chrono::days;

constexpr int draws_max = 16;  // to find a moment in the window, or a case to repeat
constexpr std::uint16_t attempts_max = 60'000;
constexpr std::size_t share_of_chosen = 20;  // only runs of so many cases per state choose some
constexpr days lately{60};                   // before the end: where chosen cases come in

constexpr std::array<std::string_view, 16> opinion_states = {
    "submitted", "registered",   "accepted", "assigned", "objected",    "handling",  "awaiting_info", "replied",
    "callback",  "dissatisfied", "closed",   "rejected", "transferred", "converted", "merged",        "withdrawn"};
constexpr std::array<std::string_view, 18> dispute_states = {
    "applied",   "accepted", "assigned",    "investigating", "scheduled", "mediating",
    "suspended", "agreed",   "performing",  "confirming",    "breached",  "visiting",
    "failed",    "rejected", "transferred", "withdrawn",     "merged",    "closed"};

Kind draw_kind(const Town& town, Stream& stream) {
  const auto opinions = town.parameters().opinion.per_year;
  return stream.chance(opinions / (opinions + town.parameters().dispute.per_year)) ? Kind::opinion : Kind::dispute;
}

// What the arrival stream says of a case that nobody sent before; its moment comes from the same stream.
struct Drawn {
  Kind kind = Kind::opinion;
  std::size_t category = 0;
  std::string_view channel;
  Stream stream;
};

Drawn draw(const Town& town, const CaseKey& key) {
  auto stream = stream_of(town, key, Purpose::arrival);
  const auto kind = draw_kind(town, stream);
  const auto category = town.draw_category(kind, stream);
  const std::string_view channel =
      kind == Kind::opinion ? std::string_view(town.parameters().opinion.choice("channel").draw(stream)) : "";
  return {kind, category, channel, stream};
}

class Planner {
 public:
  Planner(const Town& town, std::size_t cases) : town_(town), cases_(cases) {}

  Plan make() {
    constexpr auto states = opinion_states.size() + dispute_states.size();
    // A chosen opinion may have turned into a dispute: one case more.
    const auto chosen = cases_ >= states * share_of_chosen ? states + 1 : 0;
    while (plan_.cases + chosen < cases_) ordinary();
    if (chosen > 0) choose();
    while (plan_.cases < cases_) ordinary();
    std::ranges::sort(plan_.arrivals, {}, [](const Arrival& arrival) { return std::pair(arrival.at, arrival.index); });
    return std::move(plan_);
  }

 private:
  void ordinary() {
    Arrival arrival{{}, next_, 0, 0, Repeats::nothing, false};
    const auto drawn = draw(town_, {next_, 0, false});
    auto stream = drawn.stream;
    if (!repeat(drawn.kind, stream, arrival)) arrival.at = moment(drawn, stream);
    add(arrival);
    ++next_;
  }

  // Within the window; the density of days falls off at neither end.
  Timestamp moment(const Drawn& drawn, Stream& stream) const {
    const auto& [from, until] = town_.window();
    for (int i = 0; i < draws_max; ++i) {
      const auto day = town_.draw_day(drawn.kind, drawn.category, drawn.channel == "station_day", stream);
      const auto at = Office::hour_of(day, stream.unit());
      if (at >= from && at < until) return at;
    }
    return from + (until - from) / 2;
  }

  // A case of the same people about the same matter: while the first is open it will be merged, afterwards it is a
  // repeat. Its moment follows from the first one's life.
  bool repeat(Kind kind, Stream& stream, Arrival& arrival) {
    const auto& machine = town_.machine(kind);
    const double merged = machine.choice("first").share("merge");
    const double again = kind == Kind::opinion ? machine.share("repeat_after_end") : 0;
    const double drawn = stream.unit();
    if (drawn >= merged + again || plan_.arrivals.empty()) return false;
    const bool open = drawn < merged;
    for (int i = 0; i < draws_max; ++i) {
      const auto& first = plan_.arrivals[stream.below(plan_.arrivals.size())];
      const auto at = moment_after(first, kind, open, 0, stream);
      if (at == Timestamp::max()) continue;
      arrival.repeats = open ? Repeats::open_one : Repeats::ended_one;
      arrival.original = first.index;
      arrival.at = at;
      return true;
    }
    return false;
  }

  // When a case may come in that repeats `first`; max(): this one is not to be repeated.
  Timestamp moment_after(const Arrival& first, Kind kind, bool open, std::uint16_t attempt, Stream& stream) const {
    const auto never = Timestamp::max();
    if (first.repeats != Repeats::nothing || first.attempt != 0 || (!open && first.original_of_others)) return never;
    const auto story = seed::story_of(town_, first);
    if (story.kind != kind || story.sealed() || story.anonymous) return never;
    const auto script = script_of(town_, story, first.at);
    const auto accepted = script.first("accepted");
    if (accepted == never) return never;
    auto begin = accepted;
    auto end = script.ended();
    if (!open) {
      begin = script.ended_for_good();
      end = first.at + days(90);
    }
    const auto& office = town_.office();
    if (begin == never || end == never || begin >= end) return never;
    begin += std::chrono::minutes(30);
    const auto length = open ? (end - begin) * 2 / 3 : end - begin;
    const auto at = office.next_open(
        begin + std::chrono::milliseconds(static_cast<long>(stream.unit() * static_cast<double>(length.count()))));
    if (at >= town_.window().until) return never;
    if (!open) return at;
    // Both must still be open when this one is merged.
    const auto again = make_repeat(town_, {next_, attempt, false}, story, Repeats::open_one);
    return script_of(town_, again, at).first("merged") < end ? at : never;
  }

  // The last places go to cases that stand, when the window ends, where nobody else might: one for each state.
  void choose() {
    for (const auto state : opinion_states) choose(Kind::opinion, state);
    for (const auto state : dispute_states) choose(Kind::dispute, state);
  }

  void choose(Kind kind, std::string_view state) {
    for (std::uint16_t attempt = 1; attempt < attempts_max; ++attempt) {
      Arrival arrival{{}, next_, 0, attempt, Repeats::nothing, false};
      auto drawn = draw(town_, {next_, attempt, false});
      if (drawn.kind != kind || drawn.channel == "station_day") continue;  // that one keeps to its days
      const bool merges = state == "merged";
      if (merges) {
        const auto& first = plan_.arrivals[drawn.stream.below(plan_.arrivals.size())];
        arrival.at = moment_after(first, kind, true, attempt, drawn.stream);
        arrival.repeats = Repeats::open_one;
        arrival.original = first.index;
        if (arrival.at == Timestamp::max()) continue;
      } else {
        arrival.at = late_moment(drawn.stream);
      }
      const auto script = script_of(town_, seed::story_of(town_, arrival), arrival.at);
      if (script.state_at(town_.window().until) != state) continue;
      add(arrival);
      break;
    }
    ++next_;
  }

  Timestamp late_moment(Stream& stream) const {
    const auto& [from, until] = town_.window();
    const auto begin = std::max(from, until - lately);
    const auto length = static_cast<double>((until - begin).count());
    return town_.office().next_open(begin + std::chrono::milliseconds(static_cast<long>(stream.unit() * length)));
  }

  void add(const Arrival& arrival) {
    const auto story = seed::story_of(town_, arrival);
    std::size_t opened = 1;
    if (story.kind == Kind::opinion) {
      const auto script = script_of(town_, story, arrival.at);
      if (script.first("converted") < town_.window().until) opened = 2;
    }
    if (plan_.cases + opened > cases_) return;  // the next one will not turn into two
    plan_.cases += opened;
    plan_.arrivals.push_back(arrival);
    if (arrival.repeats != Repeats::nothing) mark(arrival.original);
  }

  void mark(std::uint32_t original) {
    const auto found = std::ranges::lower_bound(plan_.arrivals, original, {}, &Arrival::index);
    found->original_of_others = true;
  }

  const Town& town_;
  std::size_t cases_;
  std::uint32_t next_ = 0;  // index of the case that is planned
  Plan plan_;
};

}  // namespace

Plan plan_arrivals(const Town& town, std::size_t cases) { return Planner(town, cases).make(); }

Story story_of(const Town& town, const Arrival& arrival) {
  const CaseKey key{arrival.index, arrival.attempt, false};
  if (arrival.repeats != Repeats::nothing) {
    const CaseKey first{arrival.original, 0, false};
    const auto drawn = draw(town, first);
    return make_repeat(town, key, make_story(town, first, drawn.kind, drawn.category, drawn.channel), arrival.repeats);
  }
  const auto drawn = draw(town, key);
  return make_story(town, key, drawn.kind, drawn.category, drawn.channel);
}

}  // namespace docket::seed

// The ways of a voter opinion: registered; answered at once, passed on, merged, withdrawn, turned into a dispute, or
// handled, answered, rated and perhaps handled again; archived.
#include <algorithm>

#include "tools/seed/script.hpp"

namespace docket::seed {
namespace {

constexpr int cycles_max = 3;  // the machine reopens twice

class OpinionPen : public Pen {
 public:
  OpinionPen(const Town& town, const Story& story, Timestamp at)
      : Pen(town, town.machine(Kind::opinion), stream_of(town, story.key, Purpose::path), at), story_(story) {}

  Script write() {
    if (!register_it()) return std::move(script);
    const auto first = first_step();
    if (first == "assign") {
      accept_and_handle();
    } else if (first == "answer_on_spot") {
      wait_working(stream.between(0.02, 0.1));
      step("answer_on_spot", "callback", from_deputy_ ? Who::deputy : Who::clerk, result());
      on_spot_ = true;
      rate();
    } else if (first == "withdraw") {
      withdraw();
    } else {
      pass_on(first);
    }
    return std::move(script);
  }

 private:
  // A voter submits; or a clerk, or on the deputies' day a deputy, writes it down. Not: it was thrown out at once.
  bool register_it() {
    const bool online = story_.channel == "online" && !town.staff().desks.empty();
    from_deputy_ = story_.channel == "station_day";
    if (online) {
      step("submit", "submitted", Who::desk);
      wait("submitted_to_registered");
      const bool plain = story_.repeats == Repeats::nothing && !story_.sealed();
      if (plain && stream.chance(machine.choice("first").share("reject") * machine.share("discarded"))) {
        step("discard", "rejected", Who::clerk);
        archive();
        return false;
      }
    }
    step("register", "registered", from_deputy_ ? Who::deputy : Who::clerk, online ? 1 : 0);
    const int joining = std::min(story_.people - 1, town.parameters().join_max);
    for (int i = 1; i <= joining; ++i) step("join_party", "", Who::clerk, static_cast<std::uint8_t>(i));
    if (story_.repeats == Repeats::ended_one) step("link", "", Who::clerk);
    return true;
  }

  std::string_view first_step() {
    if (story_.sealed()) return "transfer_out";  // always
    if (story_.repeats == Repeats::open_one) return "merge";
    const auto& first = machine.choice("first");
    // Accusations have their part of what is transferred, and repeats theirs of what is merged.
    const double accused = machine.choice("opinion_class").share("accusation");
    const double keep = std::max(0.0, 1 - accused / std::max(first.share("transfer_out"), accused));
    while (true) {
      const std::string_view drawn = first.draw(stream);
      if (drawn == "merge" || (drawn == "transfer_out" && !stream.chance(keep))) continue;
      if (drawn == "convert_to_dispute" && story_.anonymous) continue;
      return drawn;
    }
  }

  void pass_on(std::string_view action) {
    wait("registered_to_accepted");
    const auto state = action == "reject"         ? "rejected"
                       : action == "merge"        ? "merged"
                       : action == "transfer_out" ? "transferred"
                                                  : "converted";
    step(action, state, Who::clerk);
    archive();
  }

  void withdraw() {
    wait("registered_to_accepted", 0.5);
    if (stream.chance(0.5)) {
      step("accept", "accepted", Who::clerk);
      wait("accepted_to_assigned");
    }
    step("withdraw", "withdrawn", stream.chance(0.5) ? Who::voter : Who::clerk);
    archive();
  }

  void accept_and_handle() {
    wait("registered_to_accepted");
    step("accept", "accepted", Who::clerk);
    assign_and_handle();
    rate();
  }

  Assigning assigning() {
    const bool by_name = chance("named_assignee") && !town.handlers(story_.unit(town)).empty();
    if (by_name || unloaded()) return Assigning::by_name;
    return chance("unit_assigned") ? Assigning::policy_with_unit : Assigning::policy;
  }

  // Where more comes in than deputies can carry, the units get the rest by name.
  bool unloaded() { return stream.chance(town.named_share()) && !town.handlers(story_.unit(town)).empty(); }

  void assign_and_handle() {
    wait("accepted_to_assigned");
    step("assign", "assigned", Who::clerk, static_cast<std::uint8_t>(assigning()));
    if (chance("objected")) {
      now = town.office().later(now, std::min(machine.duration("assigned_to_objected").draw(stream), 4.0));
      step("object", "objected", Who::worker);
      wait("objected_to_ruled");
      if (chance("objection_upheld")) {
        step("uphold_objection", "accepted", Who::supervisor);
        wait("accepted_to_assigned");
        step("assign", "assigned", Who::clerk, static_cast<std::uint8_t>(Assigning::policy_with_unit));
      } else {
        step("deny_objection", "assigned", Who::supervisor);
      }
    }
    handle();
  }

  // The limit of the due profile beside the usual 15 working days: everything takes that much shorter or longer.
  double scale() const {
    if (story_.urgency == "critical") return 1.0 / 15;
    if (story_.urgency == "urgent") return 2.0 / 15;
    if (story_.opinion_class == "consult") return 3.0 / 15;
    if (story_.channel == "hotline") return 5.0 / 15;
    if (story_.opinion_class == "claim") return 60.0 * 5 / 7 / 15;  // 60 calendar days
    return 1;
  }

  // From the assignment to the reply in the petitioner's hands: signing and approving lie inside.
  void handle() {
    const double whole = machine.duration("accepted_to_callback").draw(stream) * scale();
    const double sign = std::min(machine.duration("assigned_to_signed").draw(stream), 0.3 * whole);
    const double audit = std::min(machine.duration("replied_to_callback").draw(stream), 0.3 * whole);
    const double work = whole - sign - audit;
    wait_working(sign);
    step("sign", "handling", Who::worker);
    const bool asks = chance("info_requested") && !story_.anonymous;
    if (asks) {
      wait_working(0.3 * work);
      ask_for_information();
      wait_working(0.7 * work);
    } else {
      wait_working(work);
    }
    result_ = result();
    step("submit_reply", "replied", Who::worker, result_);
    wait_working(audit);
    while (chance("reply_returned")) {
      step("return_reply", "handling", Who::supervisor);
      wait_working(0.2 * work);
      step("submit_reply", "replied", Who::worker, result_);
      wait_working(audit);
    }
    step("approve_reply", "callback", Who::supervisor);
  }

  void ask_for_information() {
    constexpr double due = 14;  // calendar days, about ten working ones
    const auto appointed = now + std::chrono::days(14);
    step("request_info", "awaiting_info", Who::worker, 0, appointed);
    if (chance("info_supplied")) {
      wait_working(std::min(machine.duration("info_requested_to_supplied").draw(stream), due * 5 / 7 - 1));
      step("supply_info", "handling", stream.chance(0.5) ? Who::voter : Who::clerk);
    } else {
      now = at_local(workflows::local_date(appointed) + std::chrono::days(1), std::chrono::minutes(5));
      step("info_timeout", "handling", Who::system);
      now = town.office().next_open(now);
    }
  }

  std::uint8_t result() { return static_cast<std::uint8_t>(machine.choice("result_class").draw_index(stream)); }

  std::string_view draw_rating() {
    const auto& rating = machine.choice("rating");
    // Whoever had to come again is unsatisfied more often.
    const double more = story_.repeats == Repeats::nothing ? 0 : machine.share("unsatisfied_factor_of_repeats") - 1;
    if (stream.chance(more * rating.share("unsatisfied"))) return "unsatisfied";
    return rating.draw(stream);
  }

  void rate() {
    for (int cycle = 1;; ++cycle) {
      if (!satisfied(cycle)) continue;  // handled again
      if (cycle >= cycles_max || !chance("reopened_after_close")) break;
      const auto closed = now;
      wait_days(stream.between(2.0, 12.0));
      if (now - closed > std::chrono::days(14)) break;  // a long holiday lay between: too late to reopen it
      step("reopen", "accepted", stream.chance(0.5) ? Who::voter : Who::clerk);
      assign_and_handle();
    }
    archive();
  }

  // Leads to closed, or through another round back to the callback: not satisfied yet.
  bool satisfied(int cycle) {
    const auto rating = draw_rating();
    const bool online = story_.anonymous || chance("rated_online");
    const auto who = online ? Who::voter : Who::clerk;
    if (rating == "unreachable" && !story_.anonymous) {
      wait_working(3.05 + stream.exponential(1));
      step("unreachable", "closed", Who::clerk);
      return true;
    }
    wait("callback_to_rated");
    if (rating != "unsatisfied") {
      step("rate_ok", "closed", who, rating == "mostly" ? 1 : 0);
      return true;
    }
    step("rate_bad", "dissatisfied", who);
    wait("dissatisfied_to_disposed");
    if (cycle >= cycles_max || !chance("rehandled")) {
      step("explain_close", "closed", Who::supervisor);
      return true;
    }
    step("rehandle", "assigned", Who::supervisor, static_cast<std::uint8_t>(assigning()));
    handle();
    return false;
  }

  void archive() {
    const std::string_view state = script.steps.back().state;
    wait("closed_to_archived");
    if (state == "closed" && !on_spot_) {
      attach("reply");
      attach("served_proof");
    } else if (state == "rejected" || state == "transferred") {
      attach("notice");
    }
    step("archive", "archived", Who::clerk);
  }

  const Story& story_;
  bool from_deputy_ = false;
  bool on_spot_ = false;
  std::uint8_t result_ = 0;
};

}  // namespace

Script opinion_script(const Town& town, const Story& story, Timestamp at) {
  return OpinionPen(town, story, at).write();
}

}  // namespace docket::seed

// The ways of a dispute: refused, handed over, merged, withdrawn; or mediated in sessions until there is an agreement
// that is performed and looked after, or none; archived.
#include <algorithm>
#include <charconv>

#include "tools/seed/script.hpp"

namespace docket::seed {
namespace {

int number_of(const std::string& name) {
  int number = 1;
  std::from_chars(name.data(), name.data() + name.size(), number);
  return number;
}

class DisputePen : public Pen {
 public:
  DisputePen(const Town& town, const Story& story, Timestamp at)
      : Pen(town, town.machine(Kind::dispute), stream_of(town, story.key, Purpose::path), at), story_(story) {}

  Script write() {
    if (!story_.key.converted) apply();
    const auto first = first_step();
    if (first == "mediate") {
      accept();
      mediate();
    } else if (first == "party_refuses") {
      accept();
      refuse();
    } else {
      pass_on(first);
    }
    return std::move(script);
  }

 private:
  void apply() {
    auto who = Who::clerk;
    if (story_.source == "own_initiative") who = Who::mediator;
    if (story_.source == "party" && chance("applied_online") && !town.staff().desks.empty()) who = Who::desk;
    step("apply", "applied", who);
    const int joining = std::min(story_.people - 1, town.parameters().join_max);
    for (int i = 1; i <= joining; ++i) step("join_party", "", Who::clerk, static_cast<std::uint8_t>(i));
  }

  std::string_view first_step() {
    if (story_.risk == "red") return "transfer_out";  // always
    if (story_.repeats == Repeats::open_one) return "merge";
    while (true) {
      const std::string_view drawn = machine.choice("first").draw(stream);
      if (drawn != "merge" && drawn != "transfer_out") return drawn;  // these have their cases already
    }
  }

  void pass_on(std::string_view action) {
    wait("applied_to_accepted");
    if (action == "reject") {
      step(action, "rejected", Who::mediator);
    } else if (action == "transfer_out") {
      step(action, "transferred", Who::supervisor);
    } else if (action == "merge") {
      step(action, "merged", Who::clerk);
    } else {
      step(action, "withdrawn", stream.chance(0.5) ? Who::voter : Who::clerk);
    }
    const bool merged = action == "merge";
    wait("closed_to_archived");
    if (!merged) attach("application");
    step("archive", "archived", Who::clerk);
  }

  void accept() {
    wait("applied_to_accepted");
    step("accept", "accepted", stream.chance(0.5) ? Who::clerk : Who::mediator);
  }

  void refuse() {
    wait("accepted_to_assigned");
    step("party_refuses", "failed", stream.chance(0.3) ? Who::voter : Who::clerk);
    if (chance("remediated")) {
      wait_days(stream.between(3.0, 20.0));
      step("remediate", "accepted", Who::mediator);
      cycle_ = 2;
      return mediate();
    }
    close_failed(0);
  }

  void assign() {
    wait("accepted_to_assigned");
    const bool by_name = chance("chosen_by_parties");
    step("assign", "assigned", by_name ? Who::supervisor : Who::clerk,
         static_cast<std::uint8_t>(by_name ? Assigning::by_name : Assigning::policy));
  }

  // From the acceptance to a result within the time drawn; sessions lie evenly in it.
  void mediate() {
    const double whole = machine.duration("accepted_to_result").draw(stream);
    const int sessions = number_of(machine.choice("sessions").draw(stream));
    assign();
    if (chance("investigated")) {
      wait_days(0.1 * whole);
      step("investigate", "investigating", Who::assignee);
    }
    const bool suspends = chance("suspended");
    const int suspended_before = suspends ? stream.between(1, sessions) : 0;
    for (int session = 1; session <= sessions; ++session) {
      if (session == suspended_before) suspend();
      hold_session(0.85 * whole / sessions);
    }
    conclude();
  }

  void suspend() {
    wait_days(stream.between(0.2, 1.0));
    const double length = machine.duration("suspension").draw(stream);
    step("suspend", "suspended", Who::assignee, stream.chance(0.7) ? 0 : 1,
         now + std::chrono::hours(24 * (1 + static_cast<int>(length))));
    wait_days(length);
    step("resume", "assigned", Who::assignee);
  }

  void hold_session(double gap) {
    for (bool came = false; !came;) {
      wait_days(0.3 * gap);
      const auto before = now;
      wait_days(std::max(0.7 * gap, 0.1));
      const auto session = std::max(now, before + std::chrono::hours(2));
      now = before;
      step("schedule", "scheduled", stream.chance(0.6) ? Who::assignee : Who::clerk, 0, session);
      now = town.office().next_open(session);
      came = !chance("no_show");
      if (!came) step("no_show", "assigned", Who::assignee, static_cast<std::uint8_t>(stream.below(2)));
    }
    step("open_session", "mediating", Who::assignee);
    now += std::chrono::minutes(stream.between(40, 100));
    step("record_session", "mediating", Who::assignee);
  }

  double failure_share() const {
    double average = 0;
    double weights = 0;
    for (const auto& category : machine.categories) {
      average += category.weight * category.failure_factor;
      weights += category.weight;
    }
    return (1 - machine.share("agreement_rate")) * story_.category_of(town).failure_factor * weights / average;
  }

  void conclude() {
    now += std::chrono::minutes(stream.between(5, 60));
    if (stream.chance(failure_share())) {
      step("terminate", "failed", Who::assignee);
      return close_failed(0);
    }
    if (chance("oral_on_spot")) return settle();
    step("agree", "agreed", Who::assignee);
    wait("agreed_to_signed");
    step("sign_agreement", "performing", Who::assignee);
    const auto signed_at = now;
    const bool confirmed = chance("confirmed");
    promise(signed_at, confirmed);
    if (confirmed && !confirm()) return;
    perform();
  }

  void settle() {
    step("settle_on_spot", "visiting", Who::assignee);
    look_after("oral_register");
  }

  void promise(Timestamp signed_at, bool confirmed) {
    const int count = number_of(machine.choice("obligations").draw(stream));
    auto due = machine.duration("first_obligation_due").draw(stream);
    if (confirmed) due += 45;  // the court is waited for
    for (int i = 0; i < count; ++i) {
      const auto day = workflows::local_date(signed_at + std::chrono::hours(static_cast<int>(24 * due)));
      const int yuan = story_.yuan / count / 100 * 100;
      script.obligations.push_back({town.office().next_workday(day), yuan});
      due += machine.duration("next_obligation_after").draw(stream);
    }
  }

  // Not: the court denied it, and the case went another way.
  bool confirm() {
    wait("signed_to_applied");
    step("apply_confirmation", "confirming", stream.chance(0.5) ? Who::assignee : Who::clerk);
    wait("confirmation_decision");
    if (!chance("confirmation_denied")) {
      step("confirmed", "performing", Who::clerk);
      return true;
    }
    step("confirmation_denied", "mediating", Who::clerk);
    wait_days(stream.between(1.0, 6.0));
    if (chance("settled_after_denial")) {
      settle();
    } else {
      step("terminate", "failed", Who::assignee);
      close_failed(0);
    }
    return false;
  }

  void perform() {
    const auto count = script.obligations.size();
    const bool late = chance("overdue");
    const bool refused = late && stream.chance(machine.share("finally_refused") / machine.share("overdue"));
    const auto late_one = late ? stream.below(count) : count;
    for (std::size_t i = 0; i < count; ++i) {
      const auto index = static_cast<std::uint8_t>(i);
      const auto due = script.obligations[i].due;
      if (i == late_one) {
        now = at_local(due + std::chrono::days(1), std::chrono::minutes(5));
        step("item_overdue", "breached", Who::system, index);
        now = town.office().next_open(now);
        wait("overdue_to_urged");
        if (refused) {
          step("give_up_performance", "failed", Who::assignee);
          return close_failed(1);
        }
        const double more = machine.duration("urged_to_performed").draw(stream);
        step("urge", "performing", Who::assignee, index, now + std::chrono::hours(static_cast<int>(24 * more)));
        wait_days(std::max(more - 1, 0.5));
      } else {
        at_least(town.office().next_open(at_local(due, std::chrono::hours(9)) -
                                         std::chrono::hours(24 * stream.between(0, 3))));
        now = town.office().later(now, stream.between(0.0, 0.5));
        now = std::min(now, at_local(due, std::chrono::hours(17)));
        at_least(script.steps.back().at);
      }
      step("perform_item", "performing", stream.chance(0.6) ? Who::assignee : Who::clerk, index);
    }
    wait_working(stream.between(0.1, 1.5));
    step("perform_done", "visiting", Who::clerk);
    look_after("agreement");
  }

  void look_after(std::string_view agreement) {
    wait("visiting_to_closed");
    if (cycle_ == 1 && chance("relapse")) {
      step("relapse", "accepted", stream.chance(0.5) ? Who::clerk : Who::supervisor);
      cycle_ = 2;
      assign();
      hold_session(4);
      now += std::chrono::minutes(stream.between(5, 60));
      return settle();
    }
    const bool satisfied = chance("visit_satisfied");
    step("visit", "closed", chance("visited_by_clerk") ? Who::clerk : Who::assignee, satisfied ? 0 : 1);
    wait("closed_to_archived");
    for (const auto* kind : {"application", "rights_notice", "mediation_record", "visit_record"}) attach(kind);
    attach(agreement);
    step("archive", "archived", Who::clerk);
  }

  // `detail` 1: an agreement that was not performed.
  void close_failed(std::uint8_t detail) {
    wait("failed_to_closed");
    step("close_failed", "closed", stream.chance(0.7) ? Who::mediator : Who::supervisor, detail);
    wait("closed_to_archived");
    for (const auto* kind : {"application", "rights_notice", "mediation_record"}) attach(kind);
    step("archive", "archived", Who::clerk);
  }

  const Story& story_;
  int cycle_ = 1;
};

}  // namespace

Script dispute_script(const Town& town, const Story& story, Timestamp at) {
  return DisputePen(town, story, at).write();
}

}  // namespace docket::seed

#include "tools/seed/parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "config/loader.hpp"
#include "engine/base/ensure.hpp"
#include "workflows/value.hpp"

namespace docket::seed {
namespace {

using nlohmann::json;
using Names = std::vector<std::string_view>;

// What the scripts ask for: a file without one of these is refused, so that none is missed in the middle of a run.
const Names opinion_choices = {"channel", "opinion_class", "urgency", "first", "rating", "result_class"};
const Names opinion_shares = {"anonymous",        "objected",
                              "objection_upheld", "info_requested",
                              "info_supplied",    "rated_online",
                              "discarded",        "named_assignee",
                              "unit_assigned",    "reply_returned",
                              "rehandled",        "reopened_after_close",
                              "repeat_after_end", "unsatisfied_factor_of_repeats"};
const Names opinion_durations = {"submitted_to_registered", "registered_to_accepted",     "accepted_to_assigned",
                                 "accepted_to_callback",    "assigned_to_signed",         "assigned_to_objected",
                                 "objected_to_ruled",       "info_requested_to_supplied", "replied_to_callback",
                                 "callback_to_rated",       "dissatisfied_to_disposed",   "closed_to_archived"};
const Names dispute_choices = {"source", "risk", "first", "sessions", "obligations"};
const Names dispute_shares = {
    "no_show",          "chosen_by_parties",   "remediated",   "applied_online",  "settled_after_denial",
    "visited_by_clerk", "suspended",           "investigated", "agreement_rate",  "oral_on_spot",
    "confirmed",        "confirmation_denied", "overdue",      "finally_refused", "visit_satisfied",
    "relapse"};
const Names dispute_durations = {
    "applied_to_accepted",  "accepted_to_assigned",  "accepted_to_result",    "suspension",
    "first_obligation_due", "next_obligation_after", "confirmation_decision", "visiting_to_closed",
    "closed_to_archived",   "agreed_to_signed",      "signed_to_applied",     "overdue_to_urged",
    "urged_to_performed",   "failed_to_closed"};
const Names text_lists = {"measures",
                          "matters",
                          "agreement_clauses",
                          "session_minutes",
                          "dissatisfaction_reasons",
                          "transfer_targets",
                          "objection_reasons",
                          "info_questions",
                          "withdrawal_reasons",
                          "replies_a",
                          "replies_b",
                          "replies_c",
                          "replies_d",
                          "visit_records",
                          "rejection_reasons_not_ours",
                          "rejection_reasons_courts",
                          "rejection_reasons_unclear",
                          "suspension_reasons_appraisal",
                          "suspension_reasons_party_away",
                          "accusations",
                          "claims",
                          "amount_claims",
                          "info_answers",
                          "return_reasons",
                          "ruling_reasons",
                          "reopen_reasons",
                          "instructions",
                          "explanations",
                          "comments",
                          "legal_bases",
                          "redirect_advice",
                          "appeal_advice",
                          "attempts",
                          "places",
                          "no_show_reasons",
                          "resume_reasons",
                          "evidence",
                          "urge_records",
                          "give_up_reasons",
                          "relapse_reasons",
                          "termination_reasons",
                          "refusal_reasons"};

std::array<double, 12> month_factors(const json& category) {
  std::array<double, 12> factors;
  factors.fill(1);
  if (!category.contains("month_factors")) return factors;
  for (const auto& [month, factor] : category.at("month_factors").items())
    factors.at(std::stoul(month) - 1) = factor.get<double>();
  return factors;
}

Category category_of(const json& category) {
  Category made;
  made.id = category.at("id");
  made.label = category.at("label");
  made.unit = category.value("unit", "");
  made.weight = category.at("weight");
  made.failure_factor = category.value("failure_factor", 1.0);
  made.organisation_share = category.value("organisation_share", 0.0);
  if (category.contains("amount"))
    made.amount = Amount{category.at("amount").at("median"), category.at("amount").at("sigma")};
  made.month_factors = month_factors(category);
  made.templates = category.at("templates");
  return made;
}

Duration duration_of(const json& duration) {
  Duration made;
  made.working = duration.at("unit") == "wd";
  if (duration.contains("mean")) {
    made.first = duration.at("mean");
  } else if (duration.contains("median")) {
    made.kind = Duration::Kind::lognormal;
    made.first = duration.at("median");
    made.second = duration.at("sigma");
  } else {
    made.kind = Duration::Kind::uniform;
    made.first = duration.at("from");
    made.second = duration.at("to");
  }
  return made;
}

Machine machine_of(const json& machine) {
  Machine made;
  made.per_year = machine.at("per_year");
  for (const auto& category : machine.at("categories")) made.categories.push_back(category_of(category));
  for (const auto& [name, weights] : machine.at("choices").items()) {
    for (const auto& [choice, weight] : weights.items()) made.choices[name].add(choice, weight.get<double>());
  }
  for (const auto& [name, share] : machine.at("shares").items()) made.shares[name] = share;
  for (const auto& [name, duration] : machine.at("durations").items()) made.durations[name] = duration_of(duration);
  return made;
}

Parameters parameters_of(const json& document) {
  Parameters made;
  for (const auto& village : document.at("villages"))
    made.villages.push_back({village.at("id"), village.at("population"), village.at("groups")});
  const auto& intensity = document.at("area_intensity");
  made.population_exponent = intensity.at("population_exponent");
  made.village_sigma = intensity.at("sigma");
  made.problem_villages = intensity.at("problem_villages");
  made.problem_factor = intensity.at("problem_factor");
  const auto& people = document.at("people");
  made.surnames = people.at("surnames");
  made.given_names = people.at("given_names");
  made.excluded_names = people.at("excluded_names");
  made.age_mean = people.at("age").at("mean");
  made.age_sd = people.at("age").at("sd");
  made.age_min = people.at("age").at("min");
  made.age_max = people.at("age").at("max");
  made.phone_prefix = people.at("phone_prefix");
  made.id_area_code = people.at("id_area_code");
  made.organisation_name = people.at("organisation_name");
  made.trades = people.at("trades");
  const auto& arrivals = document.at("arrivals");
  made.month_factors = arrivals.at("month_factors");
  made.weekday_factors = arrivals.at("weekday_factors");
  made.day_off_factor = arrivals.at("day_off_factor");
  made.makeup_workday_factor = arrivals.at("makeup_workday_factor");
  const auto& joint = document.at("joint_cases");
  made.joint_share = joint.at("share");
  made.joint_base = joint.at("base");
  made.joint_geometric = joint.at("geometric_p");
  made.joint_large_share = joint.at("large_share");
  made.joint_large_from = joint.at("large_from");
  made.joint_large_to = joint.at("large_to");
  made.join_max = joint.at("join_max");
  made.opinion = machine_of(document.at("voter-opinion"));
  made.dispute = machine_of(document.at("dispute"));
  for (const auto& [name, slot] : document.at("slots").items()) {
    auto& one = made.slots[name];
    if (slot.at(0).is_number()) {
      one.low = slot.at(0);
      one.high = slot.at(1);
    } else {
      one.choices = slot.get<std::vector<std::string>>();
    }
  }
  for (const auto& [name, list] : document.at("texts").items()) made.texts[name] = list;
  return made;
}

class Check {
 public:
  template <typename Map>
  void has(const Map& map, const Names& names, const std::string& where) {
    for (const auto name : names) {
      const auto found = map.find(name);
      if (found == map.end()) problem(where + "/" + std::string(name), "缺少这一项", "this is missing");
    }
  }

  template <typename List>
  void filled(const List& list, const std::string& where) {
    if (list.empty()) problem(where, "不能为空", "must not be empty");
  }

  void machine(const Machine& machine, const std::string& at, const Names& choices, const Names& shares,
               const Names& durations) {
    has(machine.choices, choices, at + "/choices");
    has(machine.shares, shares, at + "/shares");
    has(machine.durations, durations, at + "/durations");
    filled(machine.categories, at + "/categories");
    for (const auto& [name, choice] : machine.choices) filled(choice.names(), at + "/choices/" + name);
    for (const auto& category : machine.categories) filled(category.templates, at + "/categories/" + category.id);
  }

  // Every slot of a text is one that can be filled, and closed.
  void slots(const Parameters& made, const std::vector<std::string>& list, const std::string& where) {
    static const Names own = {"a",   "b",       "village", "group", "issue",  "unit",     "date",
                              "due", "measure", "matter",  "trade", "amount", "amount_cn"};
    for (const auto& text : list) {
      for (auto open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
        const auto close = text.find('}', open);
        const auto name = close == std::string::npos ? std::string() : text.substr(open + 1, close - open - 1);
        if (!made.slots.contains(name) && std::ranges::find(own, name) == own.end())
          problem(where, "有无法填写的空 {" + name + "}", "has a slot that cannot be filled: {" + name + "}");
      }
    }
  }

  void texts(const Parameters& made) {
    for (const auto& [name, list] : made.texts) {
      filled(list, "/texts/" + name);
      slots(made, list, "/texts/" + name);
    }
    for (const auto* machine : {&made.opinion, &made.dispute})
      for (const auto& category : machine->categories) slots(made, category.templates, "/categories/" + category.id);
    const auto& factory = made.organisation_name;
    if (factory.find("{village}") == std::string::npos || factory.find("{trade}") == std::string::npos)
      problem("/people/organisation_name", "须含 {village} 和 {trade}", "needs {village} and {trade}");
  }

  void problem(const std::string& where, const std::string& zh_cn, const std::string& en) {
    problems.push_back(fmt::format("{}: {} ({})", where, zh_cn, en));
  }

  std::vector<std::string> problems;
};

}  // namespace

double Duration::draw(Stream& stream) const {
  switch (kind) {
    case Kind::exponential:
      return stream.exponential(first);
    case Kind::lognormal:
      return stream.lognormal(first, second);
    case Kind::uniform:
      return stream.between(first, second);
  }
  return 0;
}

namespace {

template <typename Map>
const auto& asked_for(const Map& map, std::string_view name) {
  const auto found = map.find(name);
  ENSURE(found != map.end(), "loading asked for every parameter that a script draws from");
  return found->second;
}

}  // namespace

const Weighted& Machine::choice(std::string_view name) const { return asked_for(choices, name); }
double Machine::share(std::string_view name) const { return asked_for(shares, name); }
const Duration& Machine::duration(std::string_view name) const { return asked_for(durations, name); }
const std::vector<std::string>& Parameters::text(std::string_view name) const { return asked_for(texts, name); }

std::expected<Parameters, std::vector<std::string>> load_parameters(const std::filesystem::path& file) {
  using Problems = std::vector<std::string>;
  const auto text = config::read_file(file);
  if (!text) return std::unexpected(Problems{text.error()});
  const auto document = workflows::parse_untrusted(*text);
  if (!document) {
    const auto& problem = document.error();
    return std::unexpected(Problems{
        fmt::format("{}: {} {} {}", file.string(), problem.pointer, problem.sentence.zh_cn, problem.sentence.en)});
  }
  Parameters made;
  try {
    made = parameters_of(document->json());
  } catch (const std::exception& error) {
    return std::unexpected(
        Problems{fmt::format("{}: 参数的形状不对，请对照随程序附带的 config/demo/synthetic.json (not of the shape of "
                             "the file that ships: {})",
                             file.string(), error.what())});
  }
  Check check;
  check.machine(made.opinion, "/voter-opinion", opinion_choices, opinion_shares, opinion_durations);
  check.machine(made.dispute, "/dispute", dispute_choices, dispute_shares, dispute_durations);
  check.has(made.texts, text_lists, "/texts");
  check.texts(made);
  check.filled(made.surnames, "/people/surnames");
  check.filled(made.given_names, "/people/given_names");
  check.filled(made.trades, "/people/trades");
  for (auto& problem : check.problems) problem = file.string() + ": " + problem;
  if (!check.problems.empty()) return std::unexpected(std::move(check.problems));
  return made;
}

}  // namespace docket::seed

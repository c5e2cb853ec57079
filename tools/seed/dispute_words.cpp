#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "tools/seed/writing.hpp"

namespace docket::seed {
namespace {

using nlohmann::json;

class DisputeWriting : public Writing {
 public:
  using Writing::Writing;

 protected:
  json say(std::string_view action) override {
    if (action == "apply") return apply();
    if (action == "accept")
      return {{"consents", consents()}, {"within_jurisdiction", true}, {"rights_notice", {{"given_on", day()}}}};
    if (action == "remediate") return {{"consents", consents()}};
    if (action == "reject")
      return {{"reason_code", pick({"not_mediable", "court_seized"})},
              {"redirect_advice", teller.tell("redirect_advice")}};
    if (action == "transfer_out")
      return {{"target_body", "县公安局"}, {"reason_code", "criminal"}, {"police_notified", true}};
    if (action == "merge") return {{"master_id", scene.other}};
    if (action == "withdraw") return {{"party", "applicant"}, {"reason", teller.tell("withdrawal_reasons")}};
    if (action == "party_refuses")
      return {{"party", "respondent"}, {"reason_code", "refused"}, {"reason", teller.tell("refusal_reasons")}};
    if (action == "archive")
      return {{"volume_no", paper("调卷")}, {"retention", pick({"short", "long", "long", "permanent"})}};
    return mediation(action);
  }

 private:
  json mediation(std::string_view action) {
    if (action == "assign") return assignment();
    if (action == "schedule") return schedule();
    if (action == "open_session")
      return {{"attendance", {{{"party", "applicant"}, {"came", true}}, {{"party", "respondent"}, {"came", true}}}}};
    if (action == "no_show")
      return {{"absent_party", step.detail == 0 ? "respondent" : "applicant"},
              {"reason", teller.tell("no_show_reasons")}};
    if (action == "record_session") return {{"minutes", teller.tell("session_minutes")}, {"signatures", signatures()}};
    if (action == "suspend") {
      const auto* code = step.detail == 0 ? "appraisal" : "party_away";
      return {{"reason_code", code},
              {"expected_until", day_of(step.appointed)},
              {"reason", teller.tell(std::string("suspension_reasons_") + code)}};
    }
    if (action == "resume") return reason("resume_reasons");
    if (action == "terminate")
      return {{"reason_code", "no_agreement"},
              {"redirect_advice", teller.tell("redirect_advice")},
              {"reason", teller.tell("termination_reasons")}};
    if (action == "close_failed") return {{"result_class", step.detail == 0 ? "no_agreement" : "not_performed"}};
    if (action == "relapse") return reason("relapse_reasons");
    if (action == "visit")
      return {{"visit_record", teller.tell("visit_records")},
              {"rating", step.detail == 0 ? pick({"satisfied", "satisfied", "satisfied", "mostly"}) : "unsatisfied"},
              {"performance_status", "full"}};
    return agreement(action);
  }

  json agreement(std::string_view action) {
    if (action == "settle_on_spot") return {{"terms", terms()}, {"oral_register_no", paper("口调")}, {"lawful", true}};
    if (action == "agree")
      return {{"terms", terms()}, {"agreement_form", "written"}, {"obligations", obligations()}, {"lawful", true}};
    if (action == "sign_agreement")
      return {{"agreement_no", paper("人调")}, {"signatures", signatures()}, {"seal", true}, {"effective_at", day()}};
    if (action == "apply_confirmation")
      return {{"court", "县人民法院"}, {"applied_at", day()}, {"joint_application", true}};
    if (action == "confirmed") return {{"court_case_no", court_no()}, {"decided_at", day()}};
    if (action == "confirmation_denied")
      return {{"court_case_no", court_no()}, {"decided_at", day()}, {"reason", "协议内容不明确，无法确认。"}};
    return performance(action);
  }

  json performance(std::string_view action) {
    if (action == "perform_item") return {{"obligation_id", id_of(step.detail)}, {"evidence", teller.tell("evidence")}};
    if (action == "item_overdue") return {{"obligation_id", id_of(step.detail)}};
    if (action == "perform_done") return {{"evidence", teller.tell("evidence")}};
    if (action == "give_up_performance")
      return {{"reason", teller.tell("give_up_reasons")}, {"redirect_advice", teller.tell("redirect_advice")}};
    if (action == "urge") return {{"record", teller.tell("urge_records")}, {"new_plan", obligations(true)}};
    return nullptr;
  }

  json apply() {
    json made = {{"source", story.source},
                 {"applicant", person(story.a)},
                 {"respondent", person(story.b)},
                 {"dispute_type", story.category_of(town).id},
                 {"area", story.village_of(town).id},
                 {"summary", story.matter},
                 {"claims", teller.tell(story.yuan > 0 ? "amount_claims" : "claims")},
                 {"risk", story.risk}};
    if (story.yuan > 0) made["amount"] = story.yuan;
    const int joining = std::min(story.people - 1, town.parameters().join_max);
    if (story.people > 1) made["people_count"] = story.people - joining;
    if (story.source == "hotline") made["external_no"] = fmt::format("12345-{}-{:06}", day(), story.key.index);
    return made;
  }

  json consents() {
    auto made = json::array();
    for (const auto* party : {"applicant", "respondent"})
      made.push_back({{"party", party}, {"agrees", true}, {"given_on", day()}, {"how", pick({"written", "spoken"})}});
    return made;
  }

  json assignment() {
    json made = json::object();
    if (!scene.assigned_to.empty()) {
      made["lead_mediator"] = scene.assigned_to;
      made["chosen_by_parties"] = true;
    }
    return made;
  }

  json schedule() {
    return {{"session_at", format_timestamp(step.appointed)},
            {"place", teller.tell("places")},
            {"invitees", {story.a.name, story.b.name}}};
  }

  json signatures() {
    auto made = json::array();
    for (const auto* party : {"applicant", "respondent", "mediator"})
      made.push_back({{"party", party}, {"signed", true}});
    return made;
  }

  static std::string id_of(std::size_t index) { return fmt::format("item-{}", index + 1); }

  // `again`: the one that is overdue gets the day that was agreed on now.
  json obligations(bool again = false) {
    auto made = json::array();
    for (std::size_t i = 0; i < scene.script.obligations.size(); ++i) {
      const auto& [due, yuan] = scene.script.obligations[i];
      const bool moved = again && i == step.detail;
      json one = {{"id", id_of(i)},
                  {"who", "respondent"},
                  {"what", yuan > 0 ? fmt::format("支付{}元。", yuan) : teller.tell("matters") + "。"},
                  {"due_at", moved ? day_of(step.appointed) : workflows::format_date(due)}};
      if (yuan > 0) one["amount"] = yuan;
      made.push_back(std::move(one));
    }
    return made;
  }

  std::string terms() {
    const auto& clauses = town.parameters().text("agreement_clauses");
    std::string text;
    if (!scene.script.obligations.empty()) teller.due(scene.script.obligations.front().due);
    teller.owed(story.yuan);
    for (const auto& clause : clauses) {
      const bool money = clause.find("{amount}") != std::string::npos;
      if (!money || story.yuan > 0) text += teller.fill(clause);
    }
    return text;
  }

  std::string court_no() {
    const std::chrono::year_month_day date(today);
    return fmt::format("（{}）调确{}号", static_cast<int>(date.year()), stream.between(1, 900));
  }
};

}  // namespace

workflows::Value dispute_input(const Scene& scene) { return DisputeWriting(scene).write(); }

}  // namespace docket::seed

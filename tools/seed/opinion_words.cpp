#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "tools/seed/writing.hpp"

namespace docket::seed {
namespace {

using nlohmann::json;

class OpinionWriting : public Writing {
 public:
  using Writing::Writing;

 protected:
  json say(std::string_view action) override {
    if (action == "submit") return submit();
    if (action == "register") return registered();
    if (action == "link") return {{"other_id", scene.other}, {"relation", "repeat_of"}};
    if (action == "merge") return {{"master_id", scene.other}};
    if (action == "discard") return {{"reason_code", "invalid"}};
    if (action == "accept")
      return {{"opinion_class", story.opinion_class}, {"within_jurisdiction", true}, {"notice", notice()}};
    if (action == "reject") return reject();
    if (action == "transfer_out") return transfer();
    if (action == "convert_to_dispute") return convert();
    if (action == "withdraw") return reason("withdrawal_reasons");
    if (action == "archive") return {{"file_no", paper("民意卷")}};
    return handling(action);
  }

 private:
  json handling(std::string_view action) {
    if (action == "assign") return assignment();
    if (action == "object")
      return {{"reason", teller.tell("objection_reasons")}, {"suggested_body", teller.tell("transfer_targets")}};
    if (action == "uphold_objection" || action == "deny_objection") return reason("ruling_reasons");
    if (action == "request_info")
      return {{"questions", teller.tell("info_questions")}, {"info_due", day_of(step.appointed)}};
    if (action == "supply_info") return {{"content", teller.tell("info_answers")}};
    if (action == "answer_on_spot" || action == "submit_reply") return reply(action == "submit_reply");
    if (action == "return_reply") return reason("return_reasons");
    if (action == "approve_reply") return served();
    if (action == "rehandle") {
      auto made = assignment();
      made["instructions"] = teller.tell("instructions");
      return made;
    }
    if (action == "reopen") return reason("reopen_reasons");
    return rating(action);
  }

  json rating(std::string_view action) {
    const bool online = step.who == Who::voter;
    const auto how = online ? std::string("online") : pick({"phone", "phone", "visit", "sms", "station"});
    if (action == "rate_ok") {
      json made = {{"rating", step.detail == 0 ? "satisfied" : "mostly"},
                   {"solved", step.detail == 0 || stream.chance(0.5)},
                   {"callback_channel", how}};
      if (stream.chance(0.3)) made["comment"] = teller.tell("comments");
      return made;
    }
    if (action == "rate_bad")
      return {{"rating", "unsatisfied"},
              {"reason", teller.tell("dissatisfaction_reasons")},
              {"solved", false},
              {"callback_channel", how}};
    if (action == "unreachable") return attempts();
    if (action == "explain_close")
      return {{"explanation", teller.tell("explanations")}, {"appeal_advice", teller.tell("appeal_advice")}};
    return nullptr;
  }

  void about(json& made) {
    made["area"] = story.village_of(town).id;
    made["category"] = story.category_of(town).id;
    if (story.sealed()) {
      made["opinion_class"] = "accusation";
      made["accused_unit"] = story.unit(town);
    }
    if (story.anonymous) {
      made["anonymous"] = true;
    } else {
      made["petitioner"] = person(story.a);
    }
    // Whoever joins by name later is counted then.
    const int joining = std::min(story.people - 1, town.parameters().join_max);
    if (story.people > 1) made["people_count"] = story.people - joining;
  }

  std::string title() const {
    return fmt::format("{}：{}", story.village_of(town).name, story.category_of(town).label);
  }

  json submit() {
    json made = {{"title", title()}, {"content", story.matter}};
    about(made);
    return made;
  }

  // `detail` 1: a voter submitted it, so that who and what are there already.
  json registered() {
    json made = {{"channel", story.channel}, {"urgency", story.urgency}, {"summary", story.matter}};
    if (step.detail == 1) {
      made["area"] = story.village_of(town).id;
      made["category"] = story.category_of(town).id;
    } else {
      about(made);
      made["title"] = title();
      made["content"] = story.matter;
    }
    if (story.channel == "hotline") {
      made["external_no"] = fmt::format("12345-{}-{:06}", day(), story.key.index);
      made["external_due"] = day(10);
    }
    if (story.channel == "station_day") made["station_session"] = day() + " 代表接待日";
    return made;
  }

  json notice() {
    const auto method = story.anonymous ? std::string("exempt") : pick({"in_person", "phone", "sms", "mail"});
    return {{"method", method}, {"given_on", day()}};
  }

  json reject() {
    const auto code = pick({"not_ours", "courts", "unclear"});
    return {{"reason_code", code},
            {"legal_basis", "《信访工作条例》第二十二条"},
            {"redirect_advice", teller.tell("redirect_advice")},
            {"notice", notice()},
            {"reason", teller.tell("rejection_reasons_" + code)}};
  }

  json transfer() {
    const auto target =
        story.sealed() ? town.parameters().text("transfer_targets").front() : teller.tell("transfer_targets");
    return {{"target_body", target}, {"reason_code", "not_ours"}, {"notice", notice()}};
  }

  json convert() {
    const auto dispute = make_converted(town, story);
    const auto& type = dispute.category_of(town).id;
    return {{"respondent", person(story.b)},
            {"petitioner_consent", true},
            {"dispute_type", type},
            {"claims", dispute.matter}};
  }

  json assignment() {
    json made = json::object();
    const auto how = static_cast<Assigning>(step.detail);
    const bool known = town.directory().units.contains(model::UnitId(story.unit(town)));
    if (how != Assigning::policy && known) made["unit"] = story.unit(town);
    if (!scene.assigned_to.empty()) made["assignee"] = scene.assigned_to;
    return made;
  }

  json reply(bool whole) {
    static constexpr const char* classes[] = {"a", "b", "c", "d"};
    const auto* result = classes[step.detail % 4];
    json made = {{"reply", teller.tell(std::string("replies_") + result)},
                 {"result_class", result},
                 {"legal_basis", teller.tell("legal_bases")}};
    if (whole) made["measures"] = teller.tell("measures");
    return made;
  }

  json served() {
    const auto method = story.anonymous ? std::string("posted") : pick({"in_person", "electronic", "mail"});
    return {{"reply_doc_no", paper("答")}, {"served_on", day()}, {"serve_method", method}};
  }

  json attempts() {
    auto made = json::array();
    for (int before = 2; before >= 0; --before)
      made.push_back(
          {{"on", day(-before)}, {"how", before == 0 ? "visit" : "phone"}, {"result", teller.tell("attempts")}});
    return {{"attempts", std::move(made)}};
  }
};

}  // namespace

workflows::Value opinion_input(const Scene& scene) { return OpinionWriting(scene).write(); }

}  // namespace docket::seed
